import { numberIn } from './number-in.js';
import { isRecord, NetstatError } from '../../ir/index.js';
import { isDuration } from '../../measurement/index.js';
import { plannedBlock } from './planned-block.js';

/** An event of a trace that is read: an interval in microseconds (Trace Event Format, phase X). */
interface TraceEvent {
  readonly category: string;
  readonly name: string;
  readonly thread: string;
  readonly start: number;
  readonly duration: number;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The times of a kernel, run by run. */
export interface TracedKernel {
  /** Name of the node that it ran for; may be empty in old traces. */
  readonly name: string;
  readonly op: string;
  readonly durationsMs: readonly number[];
  /** Calls in a run: the mean over all runs. */
  readonly calls: number;
}

/** A kernel while its events are summed. */
interface Sum {
  readonly name: string;
  readonly op: string;
  readonly durationsMs: number[];
  calls: number;
}

/** A trace of onnxruntime, summed up. */
export interface Trace {
  readonly runsMs: readonly number[];
  /** In order of their first call. */
  readonly kernels: readonly TracedKernel[];
  readonly providers: ReadonlySet<string>;
  /** Providers of which only the time to hand work over is in the trace; their kernels are left out. */
  readonly untimed: ReadonlySet<string>;
  /** How many of the kernels ran on the CPU. */
  readonly hostKernels: number;
  readonly peakMemoryBytes: number | undefined;
  /** The block that the runtime plans for activations. */
  readonly plannedBytes: number | undefined;
}

/** How the name of a kernel's event ends; older versions also write events for the waits before and after. */
const KERNEL = '_kernel_time';

/**
 * Reads the events of an onnxruntime trace.
 *
 * A kernel's time is that of its own event less those within it: the event of an If or Loop spans its body's. On a
 * device that runs by itself the events of nodes only say how long handing over took, and those of category Api or
 * Kernel how long the device was busy.
 * @throws NetstatError when there are no events of kernels
 */
export function readTrace(json: unknown, path: string): Trace {
  const events = eventsOf(json);
  const nodes = events.filter(({ category, name }) => category === 'Node' && name.endsWith(KERNEL));
  const device = deviceWork(events);
  if (nodes.length === 0 && device.length === 0) {
    throw new NetstatError(
      'bad-profile',
      `${path}: no kernel is in this onnxruntime trace; was the model run with profiling on?`,
    );
  }
  const windows = runWindows(events);
  const kernels = new Map<string, Sum>();
  const providers = new Set<string>();
  const hostKernels = new Set<string>();
  const untimed = new Set<string>();
  const add = (name: string, op: string, index: unknown, run: number, ms: number): void => {
    const key = name === '' ? `${op} ${typeof index === 'string' ? index : numberIn(index)}` : name;
    let kernel = kernels.get(key);
    if (kernel === undefined) {
      if ((kernels.size + 1) * windows.length > MOST_TIMES) {
        throw new NetstatError(
          'bad-profile',
          `${path}: ${windows.length} runs of more than ${kernels.size} kernels are more than can be ` +
            'told apart; profile fewer runs',
        );
      }
      kernels.set(key, (kernel = { name, op, durationsMs: Array.from({ length: windows.length }, () => 0), calls: 0 }));
    }
    kernel.durationsMs[run] = (kernel.durationsMs[run] ?? 0) + ms;
    kernel.calls += 1;
  };

  const firstOfRuns: (TraceEvent | undefined)[] = windows.map(() => undefined);
  for (const { event, ownDuration } of withOwnDurations(nodes)) {
    const { op_name: op, provider, node_index: index } = event.arguments;
    if (typeof provider === 'string' && provider !== '') providers.add(provider);
    const onHost = provider === undefined || provider === '' || provider === 'CPUExecutionProvider';
    const run = runOf(event.start, windows);
    if (run !== undefined && onHost) firstOfRuns[run] ??= event;
    const isAsynchronous = typeof provider === 'string' && asynchronous.has(provider);
    if (isAsynchronous && device.length === 0) untimed.add(provider);
    if (onHost) hostKernels.add(event.name);
    if (run !== undefined && (onHost || (device.length === 0 && !isAsynchronous))) {
      add(event.name.slice(0, -KERNEL.length), typeof op === 'string' ? op : '', index, run, ownDuration / 1000);
    }
  }
  for (const { name, op, begun, duration } of device) {
    const run = runOf(begun, windows);
    if (run !== undefined) add(name, op, '', run, duration / 1000);
  }
  return {
    runsMs: windows.map(({ duration }) => duration / 1000),
    kernels: [...kernels.values()].map((kernel) => ({ ...kernel, calls: kernel.calls / windows.length })),
    providers,
    hostKernels: hostKernels.size,
    untimed,
    peakMemoryBytes: peakOf(nodes),
    plannedBytes: plannedBlock(firstOfRuns),
  };
}

/** Execution providers whose devices run by themselves. */
const asynchronous = new Set(
  ['CUDA', 'TensorRT', 'NvTensorRTRTX', 'ROCM', 'MIGraphX', 'Dml', 'WebGpu', 'Js'].map(
    (name) => `${name}ExecutionProvider`,
  ),
);

/** The work of a device for a node. */
interface DeviceWork {
  readonly name: string;
  readonly op: string;
  /** A time within the run that it belongs to. */
  readonly begun: number;
  readonly duration: number;
}

/**
 * WebGPU's events are named after node, operator and program; those of CUDA after its own function, and stand behind
 * the event of their node.
 */
function deviceWork(events: readonly TraceEvent[]): readonly DeviceWork[] {
  let node: TraceEvent | undefined;
  return events.flatMap((event): DeviceWork[] => {
    const { category, name, start, duration } = event;
    if (category === 'Node' && name.endsWith(KERNEL)) node = event;
    if (category === 'Api') {
      const [own = '', op = ''] = name.split('&');
      return [{ name: own, op, begun: start, duration }];
    }
    if (category !== 'Kernel' || node === undefined) return [];
    return [{ name: node.name.slice(0, -KERNEL.length), op: '', begun: node.start, duration }];
  });
}

/** Whether a parsed file is such a trace. */
export function isTrace(json: unknown): boolean {
  return eventsOf(json).some(
    ({ category, name }) => category === 'Session' || (category === 'Node' && name.endsWith(KERNEL)),
  );
}

function eventsOf(json: unknown): readonly TraceEvent[] {
  const list: unknown = Array.isArray(json) ? json : isRecord(json) ? json['traceEvents'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((event: unknown): TraceEvent[] => {
    if (!isRecord(event)) return [];
    const { cat, name, ts, dur, args, pid, tid } = event;
    if (
      typeof cat !== 'string' ||
      typeof name !== 'string' ||
      typeof ts !== 'number' ||
      !Number.isFinite(ts) ||
      !isDuration(dur)
    ) {
      return [];
    }
    return [
      {
        category: cat,
        name,
        thread: `${JSON.stringify(pid)} ${JSON.stringify(tid)}`,
        start: ts,
        duration: dur,
        arguments: isRecord(args) ? args : {},
      },
    ];
  });
}

interface Window {
  readonly start: number;
  readonly duration: number;
}

/** The runs: an event each; where there are none, all is one run. */
function runWindows(events: readonly TraceEvent[]): readonly Window[] {
  for (const name of ['model_run', 'SequentialExecutor::Execute']) {
    const runs = events
      .filter((event) => event.category === 'Session' && event.name === name)
      .toSorted((a, b) => a.start - b.start);
    if (runs.length > 0) return runs;
  }
  return [{ start: -Infinity, duration: Infinity }];
}

/** The run that an event began in, the last before it when it is told of late; undefined before the first. */
function runOf(start: number, windows: readonly Window[]): number | undefined {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle]?.start ?? Infinity) <= start) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

/** Events, with their duration less the duration of the events within them on the same thread. */
function withOwnDurations(
  events: readonly TraceEvent[],
): readonly { readonly event: TraceEvent; readonly ownDuration: number }[] {
  const owned = events
    .toSorted((a, b) => a.start - b.start || b.duration - a.duration)
    .map((event) => ({ event, ownDuration: event.duration }));
  const open = new Map<string, typeof owned>();
  for (const entry of owned) {
    const { thread, start, duration } = entry.event;
    const around = open.get(thread) ?? [];
    open.set(thread, around);
    while (endOf(around.at(-1)) < start + duration) around.pop();
    const outer = around.at(-1);
    // Whole microseconds: two short events one after the other may look like one inside the other only if the outer has
    // the room.
    if (outer !== undefined) outer.ownDuration = Math.max(0, outer.ownDuration - duration);
    around.push(entry);
  }
  return owned;
}

function endOf(entry: { readonly event: TraceEvent } | undefined): number {
  return entry === undefined ? Infinity : entry.event.start + entry.event.duration;
}

/** Times of kernels by run that are kept; a model of 10,000 kernels can be run 1,600 times. */
const MOST_TIMES = 16_000_000;

/** The most memory in use while any kernel ran: newer versions write it. */
function peakOf(events: readonly TraceEvent[]): number | undefined {
  const peaks = events.map(({ arguments: { mem_in_use_peak: peak } }) => numberIn(peak)).filter((peak) => peak > 0);
  return peaks.length === 0 ? undefined : peaks.reduce((most, peak) => Math.max(most, peak), 0);
}
