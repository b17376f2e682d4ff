import type { Analysis } from '../../analysis/index.js';
import type { Anchor } from '../../measurement/index.js';
import { memorySource, readModel } from '../../onnx/index.js';
import { defineProfileFormat } from '../define.js';
import { anchorsOfName } from '../onnxruntime/anchors.js';
import { kernelByName } from '../onnxruntime/kernel-by-name.js';
import { modelKernelsOf } from '../onnxruntime/kernels.js';
import { isTrace, readTrace } from './trace-events.js';

/**
 * The trace that onnxruntime writes with profiling on, from any language; better with the optimised model beside it.
 */
export default defineProfileFormat({
  name: 'onnxruntime-trace',
  summary:
    "onnxruntime's JSON trace (enable_profiling, onnxruntime_perf_test -p), and the optimised model where there is " +
    'one.',
  tool: "onnxruntime's trace",
  howToMake: 'Python `SessionOptions.enable_profiling = True`; `onnxruntime_perf_test -p trace`',
  beside:
    'the optimised model (`optimized_model_filepath`): without it, kernels that a fusion has renamed may not join',
  recognises: ({ json }) => isTrace(json),
  read(files, analysis) {
    const trace = files.find(({ json }) => isTrace(json));
    const optimised = files.find(({ path }) => path.endsWith('.onnx'));
    const { kernels, runsMs, providers, untimed, peakMemoryBytes, plannedBytes } = readTrace(
      trace?.json,
      trace?.path ?? '',
    );
    return {
      runtime: 'onnxruntime',
      device: [...providers].map((provider) => provider.replace(/ExecutionProvider$/u, '').toLowerCase()).join(' + '),
      runsMs,
      runs: Math.max(1, runsMs.length),
      kernels:
        optimised === undefined
          ? kernels.map((kernel) => kernelByName(kernel, (name) => anchorsOf(name, analysis)))
          : modelKernelsOf(kernels, readModel(memorySource(optimised.bytes)), analysis.model, false),
      peakMemoryBytes,
      plannedBytes,
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
function anchorsOf(name: string, { layers }: Analysis): readonly Anchor[] {
  const { op, place } = /^(?<op>[A-Za-z]\w*)_(?<place>\d+)$/u.exec(name)?.groups ?? {};
  const origin = `graph.node[${place}]`;
  const isUnnamed =
    op !== undefined && layers.some(({ node }) => node.origin === origin && node.opType === op && node.name === '');
  return isUnnamed ? [{ kind: 'origin', origin }] : anchorsOfName(name, false);
}
