import type { Analysis, Edge, Layer } from '../analysis.js';
import { compact } from '../compact.js';
import { distinct } from '../distinct.js';
import { rootOf } from '../walk/root.js';
import { isRunning } from '../accounts/totals.js';
import { dataInputs, isView } from './readers.js';
import { remember } from './remember.js';

/**
 * How data flows from layer to layer: constants, shape arithmetic and views left out, each body of a control-flow layer
 * by itself. Layers are named by their index, which grows along every arc.
 */
export interface ActivationGraph {
  /** By region of the analysis: its layers that work on data, in execution order. */
  readonly nodes: readonly (readonly number[])[];
  /** By layer: the layers whose data it reads, without those outside its region. */
  readonly predecessors: readonly (readonly number[])[];
  readonly successors: readonly (readonly number[])[];
  /** Whether a layer reads data from outside its region, or none at all. */
  isEntry(index: number): boolean;
  /** Whether the outputs of a layer are outputs of the graph, or no layer reads them. */
  isExit(index: number): boolean;
}

/** The view of a model as data flow. */
export const activationGraphOf: (analysis: Analysis) => ActivationGraph = remember(({ layers, regions }) => {
  const nodes = regions.map((region) => region.layers.filter((index) => isNode(layers[index])));
  const predecessors = new Arcs(layers.length);
  const successors = new Arcs(layers.length);
  const entries = new Set<number>();
  const exits = new Set<number>();

  /** From a layer outwards through the bodies around it, to the region where the value it reads was made. */
  const connect = (edge: Edge, reader: Layer): void => {
    const { producer } = rootOf(edge);
    const home = producer === undefined ? undefined : layers[producer]?.region;
    let at: Layer | undefined = reader;
    while (at !== undefined && at.region !== home) {
      entries.add(at.index);
      const owner: number | undefined = regions[at.region]?.owner;
      at = owner === undefined ? undefined : layers[owner];
    }
    if (at === undefined || producer === undefined || at.index === producer) return;
    successors.add(producer, at.index);
    predecessors.add(at.index, producer);
  };
  for (const layer of layers) {
    if (isNode(layer)) for (const edge of dataInputs(layer)) connect(edge, layer);
  }
  for (const { owner, outputs } of regions) {
    const reader = owner === undefined ? undefined : layers[owner];
    for (const output of outputs) {
      if (output === undefined || output.provenance !== 'data') continue;
      const { producer } = rootOf(output);
      if (producer !== undefined) exits.add(producer);
      // What a body gives out may be a value from outside it.
      if (reader !== undefined && producer !== undefined && layers[producer]?.region === reader.region) {
        connect(output, reader);
      }
    }
  }
  for (const index of nodes.flat()) {
    if (predecessors.isEmpty(index)) entries.add(index);
    if (successors.isEmpty(index)) exits.add(index);
  }
  return {
    nodes,
    predecessors: predecessors.lists(),
    successors: successors.lists(),
    isEntry: (index) => entries.has(index),
    isExit: (index) => exits.has(index),
  };
});

/** The distinct layers at the other ends of arcs, by layer; most layers have none. */
class Arcs {
  readonly #ends: (number[] | undefined)[];

  constructor(count: number) {
    this.#ends = new Array<number[] | undefined>(count).fill(undefined);
  }

  add(at: number, end: number): void {
    const ends = this.#ends[at];
    if (ends === undefined) this.#ends[at] = [end];
    else ends.push(end);
  }

  isEmpty(at: number): boolean {
    return this.#ends[at] === undefined;
  }

  /** The ends by layer; the arcs themselves are forgotten. */
  lists(): readonly (readonly number[])[] {
    const lists = this.#ends.map((ends) => (ends === undefined ? none : compact(distinct(ends))));
    this.#ends.length = 0;
    return lists;
  }
}

const none: readonly number[] = [];

/** Whether a layer works on data, and does not only show it. */
export function isNode(layer: Layer | undefined): layer is Layer {
  return layer !== undefined && isRunning(layer) && !isView(layer);
}
