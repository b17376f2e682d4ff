import { NetstatError } from '../../ir/index.js';
import type { Model } from '../../ir/index.js';
import type { Anchor, Profile } from '../../measurement/index.js';
import { unmarker } from '../node-names.js';
import { readTrace } from '../profiles/trace-events.js';
import type { TracedKernel } from '../profiles/trace-events.js';
import { anchorsOfName, blockedTensor, marksIn } from './anchors.js';
import { indexModel } from './graph-index.js';
import { kernelByName } from './kernel-by-name.js';
import { moves } from './match-values.js';
import { writtenOutGelus } from './written-out-gelu.js';

/** The step that clocks of runtimes have, in milliseconds: whole microseconds. */
const FINE_MS = 0.001;

/**
 * The step to which browsers round the times of a graphics card, in milliseconds, unless told otherwise: Dawn masks
 * the lower 16 bits of the nanoseconds.
 */
const ROUNDED_MS = 2 ** 16 / 1e6;

/** The number of times that are multiples of this step which cannot come about by chance. */
const ENOUGH_ROUNDED = 20;

/**
 * The profile of a model that onnxruntime-web has printed, an event a line; kernels keep the names that netstat gave to
 * nodes. `clockMs` is the step of the clock that timed them.
 * @throws NetstatError when it has printed none
 */
export function profileOfPrinted(text: string, model: Model, clockMs = FINE_MS): Profile {
  const events = text
    .split('\n')
    .map((line) => line.trim().replace(/,$/u, ''))
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line): unknown => JSON.parse(line));
  if (events.length === 0) throw new NetstatError('runtime-failed', 'onnxruntime-web printed no profile');
  const { kernels, runsMs, peakMemoryBytes, plannedBytes } = readTrace(
    events,
    'the profile that onnxruntime-web printed',
  );
  const unmark = unmarker(model);
  const gelus = gelusOf(kernels, model);
  const stepMs = isRounded(kernels) ? ROUNDED_MS : clockMs;
  return {
    kernels: kernels.map((kernel) => ({
      ...kernelByName(kernel, (name) => anchorsOfName(name, true)),
      ...(isUnmarked(kernel) && moves.has(kernel.op) && { purpose: moves.get(kernel.op), anchors: [] }),
      ...(gelus.has(kernel) && { anchors: gelus.get(kernel) ?? [] }),
      name: unmark(kernel.name),
    })),
    runs: runsMs.length,
    ...(stepMs > FINE_MS && { coarse: { clockMs: stepMs, runsMs } }),
    peakMemoryBytes,
    plannedBytes,
  };
}

/** Whether all times are multiples of what browsers round to, as far as whole microseconds tell. */
function isRounded(traced: readonly TracedKernel[]): boolean {
  const times = traced.flatMap(({ durationsMs, calls }) =>
    durationsMs.filter((ms) => ms > 0).map((ms) => ({ ms, tolerance: FINE_MS * Math.max(1, calls) })),
  );
  return (
    times.length >= ENOUGH_ROUNDED &&
    times.every(({ ms, tolerance }) => Math.abs(ms - ROUNDED_MS * Math.round(ms / ROUNDED_MS)) <= tolerance)
  );
}

/** Whether onnxruntime has named a kernel by itself: all nodes of the model bear a mark in their names. */
function isUnmarked({ name }: TracedKernel): boolean {
  return marksIn(name).length === 0 && blockedTensor(name) === undefined;
}

/**
 * The nodes of GELUs that onnxruntime has put together and named by itself: it runs them in the order of the model, so
 * that equally many are the same.
 */
function gelusOf(traced: readonly TracedKernel[], model: Model): ReadonlyMap<TracedKernel, readonly Anchor[]> {
  const found = new Map<TracedKernel, readonly Anchor[]>();
  const unmarked = traced.filter((kernel) => isUnmarked(kernel) && kernel.op.endsWith('Gelu'));
  if (unmarked.length === 0) return found;
  const marked = new Set(traced.flatMap(({ name }) => marksIn(name)));
  for (const [op, gelus] of writtenOutGelus(indexModel(model))) {
    const own = unmarked.filter((kernel) => kernel.op === op);
    const open = gelus.filter((nodes) => nodes.every(({ origin }) => !marked.has(origin)));
    if (own.length !== open.length) continue;
    own.forEach((kernel, index) =>
      found.set(
        kernel,
        (open[index] ?? []).map(({ origin }) => ({ kind: 'origin', origin })),
      ),
    );
  }
  return found;
}
