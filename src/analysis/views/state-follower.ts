import { append } from '../../text/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { distinct } from '../distinct.js';
import { isView } from './readers.js';

/** The values that keep what an input holds, with something new. */
export interface Reached {
  /** Made by moves that join it with something new, and by operators that read a state. */
  readonly joined: ReadonlySet<Edge>;
  /** Made by element-wise layers that weight it and then add something new. */
  readonly updated: ReadonlySet<Edge>;
}

/** The most values over which all inputs together are followed; in real models each state passes a few dozen. */
const MOST_FOLLOWED = 1_000_000;

/**
 * The fate of an input on the way to a value: only moved; joined with something new; shifted by something new (a
 * residual sum, so far); weighted; weighted, then shifted.
 */
type Fate = 'moved' | 'joined' | 'shifted' | 'weighted' | 'updated';

/** Finds the values that hold the content of an input, and something new besides. */
export function createStateFollower({ layers, regions }: Analysis): (input: Edge) => Reached {
  // Outputs of bodies with the values of the layer around them that they become.
  const becomes = new Map<Edge, Edge[]>();
  for (const { outputs } of layers) {
    for (const output of outputs) {
      for (const source of output?.sources ?? []) if (output !== undefined) append(becomes, source, output);
    }
  }
  const bodies = new Map<number, (readonly Edge[])[]>();
  for (const { owner, inputs } of regions) if (owner !== undefined) append(bodies, owner, inputs);

  // A layer may have thousands of inputs, and each of them leads to it.
  const readings = new Map<Layer, Reading>();
  const readingOf = (layer: Layer): Reading => {
    let reading = readings.get(layer);
    if (reading === undefined) readings.set(layer, (reading = readInputs(layer)));
    return reading;
  };

  let left = MOST_FOLLOWED;
  return (input) => {
    const seen: Readonly<Record<Fate, Set<Edge>>> = {
      moved: new Set(),
      joined: new Set(),
      shifted: new Set(),
      weighted: new Set(),
      updated: new Set(),
    };
    const open: { readonly edge: Edge; readonly fate: Fate }[] = [];
    const visit = (edge: Edge | undefined, fate: Fate): void => {
      if (edge === undefined || seen.joined.has(edge) || seen[fate].has(edge)) return;
      seen[fate].add(edge);
      open.push({ edge, fate });
    };
    visit(input, 'moved');
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { edge, fate } = next;
      left -= 1 + edge.consumers.length;
      if (left < 0) break;
      // Another branch gives something else.
      for (const outer of becomes.get(edge) ?? []) {
        visit(outer, fate === 'moved' && distinct(outer.sources).length > 1 ? 'joined' : fate);
      }
      for (const index of edge.consumers) {
        const layer = layers[index];
        if (layer === undefined) continue;
        const reading = readingOf(layer);
        const positions = reading.positions.get(edge) ?? [];
        for (const inputs of bodies.get(index) ?? []) {
          for (const position of positions) {
            visit(inputs[position], 'joined');
            if (inputs.length === layer.inputs.length) visit(finalOf(layer, position, inputs[position]), 'joined');
          }
        }
        for (const kept of keptBy(layer, edge, fate, positions[0] ?? -1, reading)) visit(kept.edge, kept.fate);
      }
    }
    return seen;
  };
}

/** The inputs of a layer: where each stands, and whether data of several come together. */
interface Reading {
  readonly positions: ReadonlyMap<Edge, readonly number[]>;
  readonly isJoined: boolean;
}

function readInputs({ inputs, operator }: Layer): Reading {
  const positions = new Map<Edge, number[]>();
  const data = new Set<Edge>();
  inputs.forEach((input, at) => {
    if (input === undefined) return;
    append(positions, input, at);
    const role = operator?.roleOf(at);
    if (input.provenance === 'data' && role !== 'index' && role !== 'config' && role !== 'scale') data.add(input);
  });
  return { positions, isJoined: data.size > 1 };
}

/**
 * The output of a repeated body for a state: states come first among the outputs, in the order of the inputs, and enter
 * the body whole, while scanned inputs lose an axis.
 */
function finalOf({ inputs, outputs, operator }: Layer, position: number, inside: Edge | undefined): Edge | undefined {
  const edge = inputs[position];
  const before = inputs.slice(0, position).filter((_, at) => operator?.roleOf(at) !== 'config').length;
  const final = outputs[before];
  if (edge === undefined || inside === undefined || final === undefined) return undefined;
  // A search makes its output of what its bodies give, and carries no input.
  return final.sources.length > 0 && isAlike(edge, inside) && isAlike(edge, final) ? final : undefined;
}

interface Kept {
  readonly edge: Edge;
  readonly fate: Fate;
}

/** The outputs of a layer that hold what its input at that position does, and what becomes of it there. */
function keptBy(layer: Layer, edge: Edge, fate: Fate, position: number, { isJoined }: Reading): readonly Kept[] {
  const { inputs, outputs, operator, category } = layer;
  const role = operator?.roleOf(position);
  if (role === 'state') {
    const states = inputs.filter((input, at) => input !== undefined && operator?.roleOf(at) === 'state');
    const alike = outputs.filter((output): output is Edge => output !== undefined && isAlike(edge, output));
    const own = alike.length === states.length ? alike[states.indexOf(edge)] : undefined;
    return (own === undefined ? alike : [own]).map((each) => ({ edge: each, fate: 'joined' }));
  }
  if (role !== 'activation' && role !== 'value') return [];
  // What an operator adds to a state that it is given is no state itself.
  const hasState = inputs.some((input, at) => input !== undefined && operator?.roleOf(at) === 'state');
  if (fate === 'moved' && hasState) return [];
  const after = isMove(layer, category)
    ? fate === 'moved' && isJoined
      ? 'joined'
      : fate
    : fateComputed(layer, edge, fate);
  return after === undefined
    ? []
    : outputs.flatMap((output) => (output === undefined ? [] : { edge: output, fate: after }));
}

function isMove(layer: Layer, category: Layer['category']): boolean {
  return isView(layer) || category === 'data-movement' || category === 'quantization';
}

/** The fate of an operand of element-wise arithmetic; undefined where it is no state any more. */
function fateComputed({ inputs, detail }: Layer, edge: Edge, fate: Fate): Fate | undefined {
  if (fate === 'joined' || detail?.kind !== 'elementwise') return undefined;
  const others = inputs.filter((input): input is Edge => input !== undefined && input !== edge);
  const isNew = others.some(({ provenance }) => provenance === 'data');
  // A number that scales all alike is no gate.
  const isWeight = others.some(({ provenance, elements }) => provenance === 'constant' && elements !== 1);
  switch (detail.function) {
    case 'mul':
    case 'div':
      return fate !== 'updated' && (isNew || isWeight) ? 'weighted' : undefined;
    case 'add':
    case 'sub':
    case 'sum':
    case 'max':
      // The greater of a state that decays in logarithms and what is new, as gates of an exponential keep it.
      if (isNew && detail.function === 'max' && fate === 'shifted') return 'updated';
      if (isNew) return fate === 'moved' || fate === 'shifted' ? 'shifted' : 'updated';
      return isWeight && fate === 'moved' ? 'weighted' : undefined;
    default:
      return undefined;
  }
}

/** Whether two values are of one element type and rank; a rank that is not known agrees with any. */
function isAlike({ type: a }: Edge, { type: b }: Edge): boolean {
  if (a.kind !== 'tensor' || b.kind !== 'tensor' || a.dtype !== b.dtype) return false;
  return a.shape === undefined || b.shape === undefined || a.shape.length === b.shape.length;
}
