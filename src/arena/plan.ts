import { fusedLifetimesOf, remember } from '../analysis/index.js';
import type { Analysis, Edge } from '../analysis/index.js';
import { isKnown, symbolsOf } from '../dim/index.js';
import { DEFAULT_ALIGNMENT, packBuffers } from './place.js';

/** An activation and its place in the block. */
export interface PlannedBuffer {
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
  readonly buffers: readonly PlannedBuffer[];
  /** By step: the layer that runs; undefined for step 0, before any has. */
  readonly layerAt: readonly (number | undefined)[];
}

/** The reasons why a model has no plan: sizes that depend on symbols, and activations of unknown size. */
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
  const { from, to, layerAt } = fusedLifetimesOf(analysis);
  const symbols = new Set<string>();
  const unknown: Edge[] = [];
  const alive: { readonly edge: Edge; readonly bytes: number; readonly from: number; readonly to: number }[] = [];
  for (const edge of analysis.edges) {
    const first = from[edge.id] ?? NEVER;
    if (first === NEVER) continue;
    if (edge.bytes === undefined) unknown.push(edge);
    else if (!isKnown(edge.bytes)) symbolsOf(edge.bytes, symbols);
    else alive.push({ edge, bytes: Number(edge.bytes), from: first, to: to[edge.id] ?? first });
  }
  if (symbols.size > 0 || unknown.length > 0) return { kind: 'open', open: { symbols: [...symbols], unknown } };
  alive.sort((left, right) => left.from - right.from);
  const packing = packBuffers(alive, alignment);
  return {
    kind: 'plan',
    plan: {
      bytes: packing.bytes,
      alignment,
      ...peakOf(alive, layerAt.length),
      buffers: alive.map((each, index) => ({ ...each, offset: packing.offsets[index] ?? 0 })),
      layerAt,
    },
  };
}

/** The plan at the usual alignment; undefined while a size is open. */
export const usualArenaOf: (analysis: Analysis) => ArenaPlan | undefined = remember((analysis) => {
  const result = planArena(analysis);
  return result.kind === 'plan' ? result.plan : undefined;
});

/** The size of the block at the usual alignment; undefined while a size is open. */
export function arenaBytesOf(analysis: Analysis): number | undefined {
  return usualArenaOf(analysis)?.bytes;
}

/** A value that never takes memory begins in no step. */
const NEVER = -1;

function peakOf(
  buffers: readonly { readonly bytes: number; readonly from: number; readonly to: number }[],
  steps: number,
): Pick<ArenaPlan, 'peakBytes' | 'peakStep'> {
  const changes = new Float64Array(steps + 1);
  for (const { bytes, from, to } of buffers) {
    changes[from] = (changes[from] ?? 0) + bytes;
    changes[to + 1] = (changes[to + 1] ?? 0) - bytes;
  }
  let alive = 0;
  let peakBytes = 0;
  let peakStep = 0;
  changes.forEach((bytes, step) => {
    alive += bytes;
    if (alive > peakBytes) [peakBytes, peakStep] = [alive, step];
  });
  return { peakBytes, peakStep };
}
