import { add, equals, isKnown, symbolsOf } from '../../dim/index.js';
import type { Dim, SharedBound } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Element } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { remember } from './remember.js';

/**
 * Tokens that are sent to experts one expert after another: of each expert a NonZero finds the choices that fell on it.
 * How many these are only data decide; together they are no more than the choices.
 */
export interface Routing extends SharedBound {
  /** The symbols of how many choices fell on an expert, with its number. */
  readonly parts: ReadonlyMap<string, number>;
  /** All choices: of every token the experts that it is sent to. */
  readonly total: Dim;
  /** The choices of one token; undefined where the shape does not tell. */
  readonly each: number | undefined;
}

/** Experts that a NonZero each finds choices for, by the values that name the chosen experts. */
const routingsOf: (analysis: Analysis) => readonly Routing[] = remember((analysis) => {
  const found = new Map<Edge, { readonly parts: Map<string, number>; readonly choices: Edge }>();
  for (const layer of analysis.layers) {
    if (moveOf(layer) !== 'nonzero' || layer.repeats.some(({ open }) => open.size > 0)) continue;
    const name = symbolOfCount(layer);
    const picked = name === undefined ? undefined : pickedFrom(analysis, layer.inputs[0]);
    if (name === undefined || picked === undefined) continue;
    const root = rootOf(picked.choices);
    const routing = found.get(root) ?? { parts: new Map<string, number>(), choices: root };
    found.set(root, routing);
    routing.parts.set(name, picked.expert);
  }
  return [...found.values()].flatMap(({ parts, choices }) =>
    choices.elements === undefined ? [] : [{ parts, total: choices.elements, each: choicesOfToken(choices) }],
  );
});

/** The routing of each symbol that says how many choices fell on an expert. */
export const routingBySymbol: (analysis: Analysis) => ReadonlyMap<string, Routing> = remember(
  (analysis) =>
    new Map(
      routingsOf(analysis).flatMap((routing) => [...routing.parts.keys()].map((name) => [name, routing] as const)),
    ),
);

/** An expert, and the routing that sends tokens to it. */
export interface ExpertPlace {
  readonly routing: Routing;
  readonly expert: number;
}

/** The expert whose tokens a layer works on; undefined where there is none. */
export function expertOf(analysis: Analysis, { outputs }: Layer): ExpertPlace | undefined {
  const routings = routingBySymbol(analysis);
  if (routings.size === 0) return undefined;
  for (const output of outputs) {
    if (typeof output?.elements !== 'object') continue;
    for (const name of symbolsOf(output.elements)) {
      const routing = routings.get(name);
      const expert = routing?.parts.get(name);
      if (routing !== undefined && expert !== undefined) return { routing, expert };
    }
  }
  return undefined;
}

/** Amounts by routing and expert. */
export type ExpertAmounts = Map<Routing, Map<number, Dim>>;

/** Adds an amount to what an expert has. */
export function addToExpert(amounts: ExpertAmounts, { routing, expert }: ExpertPlace, amount: Dim): void {
  const ofRouting = amounts.get(routing) ?? new Map<number, Dim>();
  amounts.set(routing, ofRouting);
  ofRouting.set(expert, add(ofRouting.get(expert) ?? 0, amount));
}

/** The symbol of how many elements a NonZero finds. */
function symbolOfCount({ outputs: [output] }: Layer): string | undefined {
  if (!isRanked(output?.type)) return undefined;
  const [name, another] = symbolsOf(output.type.shape[1] ?? 0);
  return another === undefined ? name : undefined;
}

/** The choices of one token: the last axis of `[tokens, k]`, or one where there is an axis of tokens alone. */
function choicesOfToken({ type }: Edge): number | undefined {
  if (!isRanked(type)) return undefined;
  const last = type.shape.at(-1);
  if (type.shape.length < 2) return 1;
  return last !== undefined && isKnown(last) ? Number(last) : undefined;
}

interface Picked {
  /** The values that name an expert each. */
  readonly choices: Edge;
  readonly expert: number;
}

/** Layers between the choices and a NonZero, at most. */
const MAX_STEPS = 16;

/** The choices for which a value of as many elements is not zero, and the number that they are compared with. */
function pickedFrom(analysis: Analysis, from: Edge | undefined): Picked | undefined {
  let edge = from;
  for (let step = 0; step < MAX_STEPS && edge !== undefined; step++) {
    const layer = producerOf(analysis, edge);
    if (layer === undefined) return undefined;
    const picked = comparedWith(layer) ?? sliceOfMask(analysis, layer);
    if (picked !== undefined) return isAsLong(picked.choices, from) ? picked : undefined;
    edge = keepsZeros(layer) ? layer.inputs[0] : undefined;
  }
  return undefined;
}

function isAsLong({ elements: a }: Edge, other: Edge | undefined): boolean {
  return a !== undefined && other?.elements !== undefined && equals(a, other.elements);
}

/** `choices == 3`. */
function comparedWith({ detail, inputs }: Layer): Picked | undefined {
  if (detail?.kind !== 'elementwise' || detail.function !== 'equal') return undefined;
  for (const [number, choices] of [inputs, inputs.toReversed()]) {
    const [expert, ...others] = elementsOf(number);
    if (typeof expert === 'number' && others.length === 0 && choices?.provenance === 'data') return { choices, expert };
  }
  return undefined;
}

/** One place along an axis of a mask of all experts. */
function sliceOfMask(analysis: Analysis, { detail, inputs: [mask, indices] }: Layer): Picked | undefined {
  if (detail?.kind !== 'movement' || detail.function !== 'gather' || !isRanked(mask?.type)) return undefined;
  const [place, ...others] = elementsOf(indices);
  const rank = mask.type.shape.length;
  if (typeof place !== 'number' || others.length > 0) return undefined;
  let edge: Edge | undefined = mask;
  let axis = fromFront(detail.axis ?? 0, rank);
  for (let step = 0; step < MAX_STEPS && edge !== undefined; step++) {
    const layer = producerOf(analysis, edge);
    if (layer === undefined) return undefined;
    const picked = oneHotAt(layer, axis, place) ?? comparedAlong(layer, axis, place);
    if (picked !== undefined) return picked;
    if (moveOf(layer) === 'transpose') {
      axis = (layer.detail?.kind === 'movement' ? layer.detail.permutation?.[axis] : undefined) ?? rank;
    } else if (!isConversion(layer)) return undefined;
    edge = layer.inputs[0];
  }
  return undefined;
}

/** A OneHot of 0 elsewhere, at a place on its new axis. */
function oneHotAt(layer: Layer, axis: number, place: number): Picked | undefined {
  const [choices, , values] = layer.inputs;
  const [output] = layer.outputs;
  if (layer.detail?.kind !== 'movement' || moveOf(layer) !== 'onehot' || !isRanked(output?.type)) return undefined;
  const { length: rank } = output.type.shape;
  const isThere = fromFront(layer.detail.axis ?? -1, rank) === axis && elementsOf(values)[0] === 0;
  return isThere && choices !== undefined ? { choices, expert: place } : undefined;
}

/** Choices compared with different numbers, one at each place on an axis of their own. */
function comparedAlong({ detail, inputs, outputs: [output] }: Layer, axis: number, place: number): Picked | undefined {
  if (detail?.kind !== 'elementwise' || detail.function !== 'equal' || !isRanked(output?.type)) return undefined;
  const rank = output.type.shape.length;
  for (const [numbers, choices] of [inputs, inputs.toReversed()]) {
    if (!isRanked(numbers?.type) || !isRanked(choices?.type) || choices.provenance !== 'data') continue;
    const own = axis - rank + numbers.type.shape.length;
    const all = elementsOf(numbers);
    const isAlong = numbers.type.shape.every((dim, index) => index === own || dim === 1);
    const expert = all[place];
    if (isAlong && all.length > 1 && new Set(all).size === all.length && typeof expert === 'number') {
      return { choices, expert };
    }
  }
  return undefined;
}

/** The elements of a constant, where they are followed. */
function elementsOf(edge: Edge | undefined): readonly (Element | undefined)[] {
  return edge?.type.kind === 'tensor' ? (edge.type.elements ?? []) : [];
}

/** Whether a layer only moves, views or converts: zeros stay zeros, and no other value becomes zero. */
function keepsZeros(layer: Layer): boolean {
  return layer.memory === 'view' || moveOf(layer) === 'transpose' || isConversion(layer);
}

/** Conversions between integers, truth values and numbers: a 1 and a 0 stay what they are. */
function isConversion(layer: Layer): boolean {
  const move = moveOf(layer);
  return move === 'cast' || move === 'castlike' || move === 'identity';
}

function moveOf({ detail }: Layer): string | undefined {
  return detail?.kind === 'movement' ? detail.function : undefined;
}

function producerOf({ layers }: Analysis, { producer }: Edge): Layer | undefined {
  return producer === undefined ? undefined : layers[producer];
}

function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
