import type { Analysis } from '../../analysis/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { memorySource, readModel } from '../../onnx/index.js';
import { defineProfileFormat } from '../define.js';
import { anchorsOfName, kernelFacts } from '../onnxruntime/anchors.js';
import type { KernelFacts } from '../onnxruntime/anchors.js';
import { isTrace, readTrace } from './trace-events.js';
import type { TracedKernel } from './trace-events.js';

/** The trace that onnxruntime writes with profiling on, from any language; better with the optimised model beside it. */
export default defineProfileFormat({
  name: 'onnxruntime-trace',
  summary:
    "onnxruntime's JSON trace (enable_profiling, onnxruntime_perf_test -p), and the optimised model where there is one.",
  recognises: ({ json }) => isTrace(json),
  read(files, analysis) {
    const trace = files.find(({ json }) => isTrace(json));
    const optimised = files.find(({ path }) => path.endsWith('.onnx'));
    const { kernels, runsMs, providers, untimed, peakMemoryBytes } = readTrace(trace?.json, trace?.path ?? '');
    const facts: KernelFacts =
      optimised === undefined ? new Map() : kernelFacts(readModel(memorySource(optimised.bytes)), false);
    return {
      runtime: 'onnxruntime',
      device: [...providers].map((provider) => provider.replace(/ExecutionProvider$/u, '').toLowerCase()).join(' + '),
      runsMs,
      runs: Math.max(1, runsMs.length),
      kernels: kernels.map((kernel): KernelProfile => ({
        name: kernel.name,
        durationsMs: kernel.durationsMs,
        calls: kernel.calls,
        anchors: anchorsOf(kernel, analysis),
        ...facts.get(kernel.name),
      })),
      peakMemoryBytes,
      ...(untimed.size > 0 && { partial: true as const }),
      notes: [
        ...[...untimed].map(
          (provider) =>
            `the trace says of ${provider} only how long it took to hand the work over: its kernels are left out`,
        ),
        'the latency is that of runs with profiling on, which takes longer than without',
        ...(optimised === undefined
          ? ['joined by names alone; give the optimised model as a second --profile to join what was renamed']
          : []),
      ],
    };
  },
});

/** onnxruntime names a node that has no name after its operator and its place in the file. */
function anchorsOf({ name }: TracedKernel, { layers }: Analysis): readonly Anchor[] {
  const { op, place } = /^(?<op>[A-Za-z]\w*)_(?<place>\d+)$/u.exec(name)?.groups ?? {};
  const origin = `graph.node[${place}]`;
  const isUnnamed =
    op !== undefined && layers.some(({ node }) => node.origin === origin && node.opType === op && node.name === '');
  return isUnnamed ? [{ kind: 'origin', origin }] : anchorsOfName(name, false);
}
