import { add, divideExactly, fromInteger, isKnown, multiply, symbol, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { StoredUse } from '../analysis.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import type { StoredCount } from './counts.js';
import { filledIn } from './filled.js';
import { learnedIn } from './learned.js';
import type { Learned } from './learned.js';
import { pickedExperts } from './picked-experts.js';
import { isFollowed, MAX_SHAPE_ELEMENTS } from './provenance.js';
import { spelledOutPacking } from './spelled-out-packing.js';
import { isData, isNumericData, linksOf, usesOf } from './stored-uses.js';
import type { Links, Use } from './stored-uses.js';
import { append } from '../../text/index.js';

/** A stored tensor, or one that a node makes once at load, and what it counts as. */
export type StoredUseDraft = Omit<StoredUse, 'edge'> & { readonly edge: EdgeDraft };

/**
 * The kind of each stored tensor, told once, by the roles of the inputs that it feeds after it was moved, viewed or
 * converted: a parameter where it is a weight, or numbers of more than one element that were learned; else a scale, or
 * a buffer where it is a statistic, a table that a formula gives, the first state of a recurrence or what an exporter
 * filled with one number, or that becomes one number at load; else neither. A packed weight counts the numbers that it
 * holds.
 */
export function findParameters(draft: Draft): readonly StoredUseDraft[] {
  const links = linksOf(draft);
  const learned = learnedIn(draft);
  const filled = filledIn(draft);
  const uses: StoredUseDraft[] = [];
  const seen = new Map<StoredTensor, EdgeDraft[]>();
  // A function that is called twice brings its constants twice; the file stores them once.
  for (const edge of draft.edges) if (edge.stored !== undefined) append(seen, edge.stored, edge);
  seen.forEach((edges, stored) => {
    const edge = edges[0];
    if (edge === undefined) return;
    const { places, first } = usesOf(draft, edges, links);
    const count = edge.elements ?? symbol(`${stored.name}_elements`);
    // A constant that layers only move into an output of the model is data there.
    const isGivenOut = places.length === 0 && first !== undefined && holdsData(edge);
    const found = isGivenOut ? 'param' : kindOf(draft, stored, places, count, learned);
    const isNone = found === 'param' && (filled.has(stored, places) || becomesOneNumber(draft, edges));
    const told = isNone ? 'buffer' : found;
    const spelledOut = told === 'neither' ? spelledOutPacking(draft, stored, edges) : undefined;
    const kind = spelledOut === undefined ? told : spelledOut.kind === 'weight' ? 'param' : 'scale';
    const packed = spelledOut?.kind === 'weight' ? spelledOut.packed : kind === 'param' ? packedIn(places) : undefined;
    const elements = packed === undefined ? count : (packed.numbers ?? symbol(`${stored.name}_elements`));
    uses.push({
      edge,
      kind,
      owner: first ?? readerOf(edges),
      elements,
      active: kind === 'param' ? activeOf(draft, edges, places, elements) : 0,
      type: packed?.type ?? stored.dtype,
      bytes: stored.bytes === undefined ? undefined : fromInteger(stored.bytes),
    });
  });
  for (const layer of draft.layers) if (makesWeights(layer)) uses.push(...madeWeights(draft, layer, links));
  return uses;
}

function kindOf(
  draft: Draft,
  stored: StoredTensor | undefined,
  places: readonly Use[],
  elements: Dim,
  learned: Learned | undefined,
): StoredUse['kind'] {
  const mayBeLearned = learned !== undefined && !(isKnown(elements) && elements <= 1);
  let isScale = false;
  let isBuffer = false;
  const data: Use[] = [];
  for (const use of places) {
    const { role } = use;
    if (role === 'weight') return 'param';
    if (role === 'scale') isScale = true;
    else if (role === 'statistic' || role === 'table' || (role === 'state' && holdsData(use.edge))) isBuffer = true;
    else if (mayBeLearned && isData(role) && isNumericData(stored?.dtype, use, draft)) data.push(use);
  }
  if (data.length > 0 && learned !== undefined) {
    const what = learned.kindOf(data);
    return what === 'learned' ? 'param' : what === 'scale' ? 'scale' : 'buffer';
  }
  return isScale ? 'scale' : isBuffer ? 'buffer' : 'neither';
}

/**
 * Whether layers that run at load make a single number of a tensor, and nothing else is made of it. So spectral
 * normalisation makes the number that divides a weight out of the weight and two vectors.
 */
function becomesOneNumber({ layers }: Draft, starts: readonly EdgeDraft[]): boolean {
  const open = [...starts];
  const seen = new Set(open);
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    if (edge.isOutput || seen.size > MAX_SHAPE_ELEMENTS) return false;
    for (const index of edge.consumers) {
      const layer = layers[index];
      if (layer?.category !== 'constant') return false;
      for (const output of layer.outputs) {
        if (output === undefined || seen.has(output)) continue;
        seen.add(output);
        if (output.elements !== 1) open.push(output);
      }
    }
  }
  return seen.size > starts.length;
}

/** The contents of a packed weight, as any of its readers says. */
function packedIn(places: readonly Use[]): ReturnType<NonNullable<LayerDraft['packed']>['get']> {
  for (const { layer, position } of places) {
    const packed = layer.packed?.get(position);
    if (packed !== undefined) return packed;
  }
  return undefined;
}

/** How many elements of a weight one token passes through; where it holds experts, those of the chosen ones. */
function activeOf(draft: Draft, edges: readonly EdgeDraft[], places: readonly Use[], elements: Dim): Dim {
  const ofExperts = places.every(({ layer, role }) => layer.experts !== undefined && role === 'weight');
  const experts = (ofExperts ? places[0]?.layer.experts : undefined) ?? pickedExperts(draft, edges);
  if (experts === undefined) return elements;
  const each = divideExactly(elements, experts.all);
  return each === undefined ? elements : multiply(each, experts.chosen);
}

/** The first layer that reads a constant which a runtime uses up at load. */
function readerOf(edges: readonly EdgeDraft[]): number | undefined {
  let reader = Infinity;
  for (const { consumers } of edges) for (const index of consumers) reader = Math.min(reader, index);
  return reader === Infinity ? edges[0]?.producer : reader;
}

/**
 * Whether a node makes values of nothing but sizes and single numbers, as ConstantOfShape and the random generators do.
 */
function makesWeights(layer: LayerDraft): boolean {
  const made = layer.category === 'constant' || (layer.category === 'random' && layer.inputs.length === 0);
  return (
    made &&
    !isFollowed(layer) &&
    !layer.inputs.some((input) => input !== undefined && (holdsData(input) || isLong(input)))
  );
}

/** Sizes and settings are a handful of numbers; more of them are data, which somebody stored. */
function isLong({ elements }: EdgeDraft): boolean {
  const count = elements === undefined ? undefined : toNumber(elements);
  return count !== undefined && count > MAX_SHAPE_ELEMENTS;
}

/** The weights among the outputs of a node that makes values at load. They take no bytes in the file. */
function madeWeights(draft: Draft, layer: LayerDraft, links: Links): readonly StoredUseDraft[] {
  return layer.outputs.flatMap((edge): StoredUseDraft[] => {
    const elements = edge?.elements;
    if (edge === undefined || elements === undefined) return [];
    const uses = usesOf(draft, [edge], links);
    const places = uses.places.filter(({ role }) => !isData(role) && role !== 'state');
    const kind = kindOf(draft, undefined, places, elements, undefined);
    const type = edge.type.kind === 'tensor' ? edge.type.dtype : undefined;
    const active = kind === 'param' ? elements : 0;
    const owner = uses.first ?? readerOf([edge]);
    return kind === 'neither' ? [] : [{ edge, kind, owner, elements, active, type, bytes: 0 }];
  });
}

function holdsData({ type, elements }: EdgeDraft): boolean {
  if (type.kind !== 'tensor' || type.dtype === undefined || !isFloat(type.dtype)) return false;
  const count = elements === undefined ? undefined : toNumber(elements);
  return count === undefined || count > 1;
}

/** Sums of `uses` by owner. */
export function sumByOwner(uses: readonly StoredUseDraft[]): ReadonlyMap<number, Readonly<Record<StoredCount, Dim>>> {
  const sums = new Map<number, Record<StoredCount, Dim>>();
  for (const { kind, owner, elements, bytes } of uses) {
    if (owner === undefined || kind === 'neither') continue;
    const sum = sums.get(owner) ?? { parameterElements: 0, bufferElements: 0, parameterBytes: 0 };
    if (kind === 'param') {
      sum.parameterElements = add(sum.parameterElements, elements);
      sum.parameterBytes = add(sum.parameterBytes, bytes ?? 0);
    } else sum.bufferElements = add(sum.bufferElements, elements);
    sums.set(owner, sum);
  }
  return sums;
}
