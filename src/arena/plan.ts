import { fusedLifetimesOf, remember } from '../analysis/index.js';
import type { Analysis, Edge } from '../analysis/index.js';
import { ceilingOf, isKnown, symbolsOf, toNumber } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { peakOf } from './piece.js';
import type { Piece } from './piece.js';
import { DEFAULT_ALIGNMENT, packedBytes, packPieces } from './place.js';

/** An activation and its place in the block. */
export interface PlacedActivation {
  readonly edge: Edge;
  readonly offset: number;
  readonly bytes: number;
  /** The first and the last step of the execution in which it is needed. */
  readonly from: number;
  readonly to: number;
}

/** Activations of a model in one block of memory, layers run as fused kernels. */
export interface ArenaPlan {
  /** The size of the block. */
  readonly bytes: number;
  readonly alignment: number;
  /** The most bytes of activations alive at once: no block can be smaller. */
  readonly peakBytes: number;
  /** The first step in which so much is alive. */
  readonly peakStep: number;
  /** All activations in the order in which they are made. */
  readonly activations: readonly PlacedActivation[];
  /** By step: the layer that runs; undefined for step 0, before any has. */
  readonly layerAt: readonly (number | undefined)[];
}

/**
 * The reasons why a model has no plan: sizes that depend on symbols, and activations of unknown size or of 2^53 bytes
 * and more, for which no memory has room.
 */
export interface OpenSizes {
  readonly symbols: readonly string[];
  readonly unknown: readonly Edge[];
}

/** A plan, or why there is none. */
export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: ArenaPlan }
  | { readonly kind: 'open'; readonly open: OpenSizes };

/** Packs a model's activations into one block, inputs and outputs included. */
export function planArena(analysis: Analysis, alignment: number = DEFAULT_ALIGNMENT): PlanResult {
  const { activations, layerAt } = activationsOf(analysis);
  const symbols = new Set<string>();
  const unknown: Edge[] = [];
  const alive: (Omit<Activation, 'bytes'> & Pick<Piece, 'bytes'>)[] = [];
  for (const activation of activations) {
    const { edge, bytes } = activation;
    const size = bytes === undefined ? undefined : toNumber(bytes);
    if (size !== undefined) alive.push({ ...activation, bytes: size });
    else if (bytes === undefined || isKnown(bytes)) unknown.push(edge);
    else symbolsOf(bytes, symbols);
  }
  if (symbols.size > 0 || unknown.length > 0) return { kind: 'open', open: { symbols: [...symbols], unknown } };
  return { kind: 'plan', plan: { ...packActivations(alive, alignment), layerAt } };
}

/** A value that takes memory, and the steps of the execution in which it is needed. */
export interface Activation {
  readonly edge: Edge;
  /** Undefined when unknown. */
  readonly bytes: Dim | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * The activations of a model in the order in which they are made, layers run as fused kernels; by step the layer that
 * runs.
 */
export function activationsOf(analysis: Analysis): {
  readonly activations: readonly Activation[];
  readonly layerAt: ArenaPlan['layerAt'];
} {
  const { from, to, layerAt } = fusedLifetimesOf(analysis);
  const activations: Activation[] = [];
  for (const edge of analysis.edges) {
    const first = from[edge.id] ?? NEVER;
    if (first !== NEVER) activations.push({ edge, bytes: edge.bytes, from: first, to: to[edge.id] ?? first });
  }
  return { activations: activations.sort((left, right) => left.from - right.from), layerAt };
}

/** Activations of known sizes in one block: where each lies, and the step in which most is alive. */
export function packActivations<T extends Piece>(
  alive: readonly T[],
  alignment: number = DEFAULT_ALIGNMENT,
): {
  readonly bytes: number;
  readonly alignment: number;
  readonly peakBytes: number;
  readonly peakStep: number;
  readonly activations: readonly (T & { readonly offset: number })[];
} {
  const packing = packPieces(alive, alignment);
  const peak = peakOf(alive);
  return {
    bytes: packing.bytes,
    alignment,
    peakBytes: peak.bytes,
    peakStep: peak.step,
    activations: alive.map((each, index) => ({ ...each, offset: packing.offsets[index] ?? 0 })),
  };
}

/** The plan at the usual alignment; undefined while a size is open. */
export function usualArenaOf(analysis: Analysis): ArenaPlan | undefined {
  const result = planArena(analysis);
  return result.kind === 'plan' ? result.plan : undefined;
}

/** The size of its block, for which the places are not worked out; undefined while a size is open. */
export const arenaBytesOf: (analysis: Analysis) => number | undefined = remember((analysis) =>
  blockBytes(analysis, (bytes) => bytes),
);

/**
 * The block at the usual alignment for the most that each activation can be where data decide sizes; undefined where a
 * size has no bound.
 */
export const mostArenaBytesOf: (analysis: Analysis) => number | undefined = remember((analysis) =>
  analysis.symbols.every(({ atMost }) => atMost === undefined)
    ? undefined
    : blockBytes(analysis, (bytes) => ceilingOf(bytes) ?? bytes),
);

/** The size of the block for activations of these sizes; undefined while one is open. */
function blockBytes(analysis: Analysis, sizeOf: (bytes: Dim | undefined) => Dim | undefined): number | undefined {
  const alive: Piece[] = [];
  for (const { bytes, from, to } of activationsOf(analysis).activations) {
    const size = sizeOf(bytes);
    if (typeof size !== 'number') return undefined;
    alive.push({ bytes: size, from, to });
  }
  return packedBytes(alive);
}

/** A value that never takes memory begins in no step. */
const NEVER = -1;
