import { model, node, value, weight } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import type {
  KernelProfile,
  Pace,
  Profile,
  Run,
  RunnableModel,
  Runtime,
  SessionOptions,
  Subject,
} from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

const bytes = model({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [16, 8, 3, 3])],
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }, { name: 'conv' }),
    node('Relu', ['c'], ['r'], {}, { name: 'relu' }),
    node('Transpose', ['r'], ['y'], { perm: [0, 2, 3, 1] }, { name: 'transpose' }),
  ],
});
const read = readModel(memorySource(bytes));
/** The analysis of a small network: a convolution, a Relu and a Transpose. */
export const analysis = analyse(read);
/** The network to run. */
export const runnable: RunnableModel = { source: { kind: 'bytes', bytes }, model: read, inputs: [] };
/** A pace that time does not end. */
export const pace: Pace = { warmup: 2, timeLimitMs: 60_000, together: true };
/** A machine of which nothing is known. */
export const machine = { description: {} };

/** A runtime whose runs take as long as `msOf` says, counted from 0 in each session; each kernel takes a share. */
export function fake(
  msOf: (run: number, profiled: boolean) => number,
  shares: Readonly<Record<string, number>>,
  cpuOf: (ms: number) => number | undefined = () => undefined,
): { readonly runtime: Runtime; readonly events: string[]; readonly subject: Subject } {
  const events: string[] = [];
  const open = (_: RunnableModel, { profiled }: SessionOptions): ReturnType<Runtime['open']> => {
    events.push(profiled ? 'open profiled' : 'open plain');
    const runsMs: number[] = [];
    return Promise.resolve({
      version: '1.2.3',
      device: 'cpu',
      level: 'all',
      threads: 1,
      notes: ['a note'],
      run(count: number) {
        const more = Array.from({ length: count }, (_each, index) => msOf(runsMs.length + index, profiled));
        runsMs.push(...more);
        return Promise.resolve(more.map((ms): Run => ({ ms, cpuMs: cpuOf(ms) })));
      },
      close(): Promise<Profile | undefined> {
        events.push('close');
        const kernels = Object.entries(shares).map(([name, share]): KernelProfile => ({
          name,
          durationsMs: runsMs.map((ms) => ms * share),
          anchors: name === 'reorder' ? [] : [{ kind: 'name', name }],
        }));
        return Promise.resolve(profiled ? { runs: runsMs.length, kernels, peakMemoryBytes: 4096 } : undefined);
      },
    });
  };
  const runtime: Runtime = { kind: 'runtime', name: 'fake', devices: ['cpu'], summary: '', open };
  return { runtime, events, subject: { runtime, runnable, analysis, options: { level: 'all', threads: 1 } } };
}
