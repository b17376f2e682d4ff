import { isRecord, NetstatError } from '../../ir/index.js';
import { isDuration } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';

/**
 * The profile of a job on Qualcomm AI Hub (`job.download_profile()`), of TensorFlow Lite, onnxruntime, QNN or Core ML
 * on a device that it hosts: `execution_summary` with times of whole runs and `execution_detail` with one entry for
 * each layer, both in microseconds.
 */
export default defineProfileFormat({
  name: 'ai-hub',
  summary: "The JSON profile of a Qualcomm AI Hub job, Core ML's among them.",
  tool: 'Qualcomm AI Hub, Core ML there too',
  howToMake: '`job.download_profile()` as JSON',
  recognises: ({ json }) =>
    isRecord(json) && isRecord(json['execution_summary']) && Array.isArray(json['execution_detail']),
  read(files) {
    const file = files.find(({ json }) => isRecord(json) && 'execution_detail' in json);
    const profile = isRecord(file?.json) ? file.json : {};
    const summary = isRecord(profile['execution_summary']) ? profile['execution_summary'] : {};
    const detail: unknown = profile['execution_detail'];
    const layers = Array.isArray(detail) ? detail.filter(isRecord) : [];
    const kernels = layers.flatMap(
      ({ name, execution_time: us, execution_cycles: cycles, compute_unit: unit }): KernelProfile[] => {
        if (typeof name !== 'string') return [];
        if (!isDuration(us)) {
          // Some devices time whole runs alone.
          if (us === undefined || us === null || cycles !== undefined) return [];
          throw new NetstatError('bad-profile', `${file?.path}: the execution_time of ${name} is no number`);
        }
        return [
          {
            name: typeof unit === 'string' ? `${name} (${unit})` : name,
            durationsMs: [us / 1000],
            anchors: anchorsOf(name),
          },
        ];
      },
    );
    const all: unknown = summary['all_inference_times'];
    const estimate = summary['estimated_inference_time'];
    const times = (Array.isArray(all) ? all : [estimate]).filter(isDuration).map((us) => us / 1000);
    if (times.length === 0 && kernels.length === 0) {
      throw new NetstatError('bad-profile', `${file?.path}: the profile has no times of runs and none of layers`);
    }
    return {
      runtime: 'AI Hub',
      device: [
        ...new Set(layers.map(({ compute_unit: unit }) => unit).filter((unit) => typeof unit === 'string')),
      ].join(' + '),
      runs: 1,
      runsMs: [],
      endToEndMs: times,
      kernels,
      partial: true,
      notes: [
        ...(kernels.length === 0 && layers.length > 0 ? ['the device times whole runs only: no layer has a time'] : []),
        'layers join by their names, which a converter may have changed',
      ],
    };
  },
});

function anchorsOf(name: string): readonly Anchor[] {
  return [
    { kind: 'name', name },
    { kind: 'output', tensor: name },
  ];
}
