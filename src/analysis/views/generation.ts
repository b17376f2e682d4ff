import { bind, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis } from '../analysis.js';
import { amountsAt, leastAmount, sumAmounts } from './amounts.js';
import type { Amount, Amounts } from './amounts.js';
import { carriedStatesOf } from './carried-state.js';
import { fusedLifetimesOf } from './fused-memory.js';
import { movementsOf } from './movements.js';
import { fittingContexts } from './fitting-contexts.js';
import { growthOf, sumKnown, windowsOf } from './state-growth.js';
import type { StateWindow } from './state-growth.js';
import { sizesToldAt, stepSizes } from './step-sizes.js';
import { stepDimensionsOf } from './steps.js';
import type { StepDimensions } from './steps.js';
import { storedBytesOf } from './stored-weights.js';

/** The state that a model keeps from run to run, and the costs of its runs. */
export interface Generation {
  /** How many inputs come back as outputs. */
  readonly states: number;
  /** Bytes of all states after a run. */
  readonly stateBytes: Dim | undefined;
  /** By dimension: the bytes that one more of it adds to all states that grow with it without end, for a batch of 1. */
  readonly perUnit: readonly { readonly symbol: string; readonly bytes: number }[];
  /**
   * Bytes that one more token adds to all states that grow without end, or takes of buffers of fixed size, for a batch
   * of 1; undefined where dimensions do not tell.
   */
  readonly perTokenBytes: number | undefined;
  /** States that grow until they hold `tokens` tokens, and the bytes that each token adds. */
  readonly windows: readonly StateWindow[];
  /**
   * The most tokens that there is room for, where a buffer of fixed size says so or a length of context asked for is
   * longer than a table of positions.
   */
  readonly room: number | undefined;
  /** Open sizes that count samples; runs take them to be 1. */
  readonly batch: readonly string[];
  /** Sizes that the lengths of context do not tell, and what runs take them to be. */
  readonly assumed: readonly { readonly symbol: string; readonly as: 'context' | 'page' }[];
  /**
   * A run that is given all tokens, and one that is given the last of them; empty where dimensions do not tell them
   * apart.
   */
  readonly runs: readonly GenerationRun[];
}

/** The figures of a run. */
const runFigureFields = [
  'macs',
  'readBytes',
  'weightReadBytes',
  'stateReadBytes',
  'stateWriteBytes',
  'stateBytes',
  'peakBytes',
  'neededBytes',
] as const;

/** A figure of a run. */
export type RunFigureField = (typeof runFigureFields)[number];

/** A run of the model at a length of context. Undefined figures are unknown. */
export interface GenerationRun extends Readonly<Record<RunFigureField, number | undefined>> {
  readonly kind: 'prefill' | 'decode';
  /** Tokens in all when it ends. */
  readonly context: number;
  /** The dimensions that it binds. */
  readonly dims: ReadonlyMap<string, number>;
  readonly macs: number | undefined;
  /**
   * Bytes read after fusion, and of those the parts of weights and states. A table of which more rows are asked for
   * than it has is read once.
   */
  readonly readBytes: number | undefined;
  readonly weightReadBytes: number | undefined;
  readonly stateReadBytes: number | undefined;
  /** Bytes written of states: what is new where an operator writes into the buffer that it reads, else all of it. */
  readonly stateWriteBytes: number | undefined;
  /** Bytes of all states after the run. */
  readonly stateBytes: number | undefined;
  readonly peakBytes: number | undefined;
  /** Bytes of all stored tensors and of the peak. */
  readonly neededBytes: number | undefined;
  /** The figures that are upper bounds, since data decide how much a run takes. */
  readonly atMost: ReadonlySet<RunFigureField>;
}

/** The lengths of context that runs are shown for when the user names none. */
const usualContexts: readonly number[] = [1024, 8192];

/**
 * The state that a model keeps from run to run, and the costs of prefill and decoding at some lengths of context, for a
 * batch of 1; undefined for a model that keeps none.
 */
export function generationOf(analysis: Analysis, contexts: readonly number[] = usualContexts): Generation | undefined {
  const states = carriedStatesOf(analysis);
  if (states.length === 0) return undefined;
  const dimensions = stepDimensionsOf(analysis);
  const fixed = new Map<string, Dim>([...(dimensions?.settled ?? []), ...(dimensions?.told ?? [])]);
  const sizes = states.map(({ bytes }) => (bytes === undefined ? undefined : unlessTooLarge(() => bind(bytes, fixed))));
  const fitting = dimensions === undefined ? undefined : fittingContexts(analysis, contexts, dimensions);
  const runs = dimensions === undefined ? [] : runsAt(analysis, fitting?.contexts ?? [], dimensions);
  const windows = dimensions === undefined ? [] : windowsOf(sizes, dimensions);
  const { perUnit, perTokenBytes } = growthOf(states, sizes, dimensions);
  return {
    states: states.length,
    stateBytes: sumKnown(sizes),
    perUnit,
    perTokenBytes,
    windows,
    room: fitting?.room,
    batch: dimensions?.batch ?? [],
    assumed: assumedOf(dimensions),
    runs,
  };
}

/** Prefill and decode at each length; a model that begins anew only prefills, one of a token at a time only decodes. */
function runsAt(analysis: Analysis, contexts: readonly number[], dimensions: StepDimensions): readonly GenerationRun[] {
  const { added, step, begins, given } = dimensions;
  if (given !== undefined) {
    return [runAt(analysis, given.before === 0 ? 'prefill' : 'decode', given.context, dimensions)];
  }
  return contexts.flatMap((context) => {
    // A run of fixed length that has all tokens prefills.
    const isAll = added === undefined && step === context && step > 1;
    return [
      ...(added === undefined && !isAll ? [] : [runAt(analysis, 'prefill', context, dimensions)]),
      ...(begins || isAll ? [] : [runAt(analysis, 'decode', context, dimensions)]),
    ];
  });
}

function assumedOf(dimensions: StepDimensions | undefined): Generation['assumed'] {
  const pages = symbolsOf(dimensions?.pages?.size ?? 0);
  return [
    ...(dimensions?.free ?? []).map((name) => ({ symbol: name, as: 'context' as const })),
    ...[...pages].map((name) => ({ symbol: name, as: 'page' as const })),
  ];
}

function runAt(
  analysis: Analysis,
  kind: GenerationRun['kind'],
  context: number,
  dimensions: StepDimensions,
): GenerationRun {
  const dims = sizesToldAt(analysis, stepSizes(kind, context, dimensions));
  const amounts = amountsAt(analysis, dims);
  const moved = movementsOf(analysis);
  const apart = [
    ...[...moved.experts].map(([routing, bytes]) => amounts.ofExperts(routing, bytes)),
    ...moved.stored.map(({ asked, whole, mark }) => leastAmount(amounts.of(asked, [mark]), amounts.of(whole))),
  ];
  const peak = peakAt(analysis, amounts);
  const figures: Readonly<Record<RunFigureField, Amount | undefined>> = {
    macs: amounts.of(analysis.totals.macs, moved.atMost.arithmetic),
    readBytes: sumAmounts([amounts.of(moved.all, moved.atMost.all), ...apart]),
    weightReadBytes: sumAmounts([amounts.of(moved.weights, moved.atMost.weights), ...apart]),
    stateReadBytes: amounts.of(moved.states, moved.atMost.states),
    stateWriteBytes: amounts.of(moved.statesWritten),
    stateBytes: amounts.of(sumKnown(carriedStatesOf(analysis).map(({ bytes }) => bytes))),
    peakBytes: peak,
    neededBytes: sumAmounts([amounts.of(storedBytesOf(analysis)), peak]),
  };
  const valueOf = (field: RunFigureField): number | undefined => figures[field]?.value;
  return {
    kind,
    context,
    dims,
    macs: valueOf('macs'),
    readBytes: valueOf('readBytes'),
    weightReadBytes: valueOf('weightReadBytes'),
    stateReadBytes: valueOf('stateReadBytes'),
    stateWriteBytes: valueOf('stateWriteBytes'),
    stateBytes: valueOf('stateBytes'),
    peakBytes: valueOf('peakBytes'),
    neededBytes: valueOf('neededBytes'),
    atMost: new Set(runFigureFields.filter((field) => figures[field]?.isMost === true)),
  };
}

/** The most bytes of activations alive at once, at known sizes; undefined where a size is not known then. */
function peakAt(analysis: Analysis, amounts: Amounts): Amount | undefined {
  const { from, to, layerAt } = fusedLifetimesOf(analysis);
  let isMost = false;
  const changes = new Float64Array(layerAt.length + 1);
  for (const { id, bytes } of analysis.edges) {
    const first = from[id] ?? NEVER;
    if (first === NEVER) continue;
    const size = amounts.of(bytes);
    if (size === undefined) return undefined;
    if (size.isMost) isMost = true;
    const end = (to[id] ?? first) + 1;
    changes[first] = (changes[first] ?? 0) + size.value;
    changes[end] = (changes[end] ?? 0) - size.value;
  }
  let alive = 0;
  let most = 0;
  for (const change of changes) {
    alive += change;
    most = Math.max(most, alive);
  }
  return { value: most, isMost };
}

/** A value that never takes memory begins in no step. */
const NEVER = -1;
