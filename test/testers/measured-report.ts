import type { Measurement } from '../../src/measurement/index.js';
import { reportOf } from '../../src/report/index.js';
import type { Additions, Report } from '../../src/report/index.js';
import { ordinary, ordinaryAnalysis } from './sample-report.js';

const at = (label: string): number => ordinary.layers.find((layer) => layer.label === label)?.index ?? -1;
/** Layers of the ordinary sample. */
export const [conv, relu, pool, reshape, matmul] = [
  '/stem/conv/Conv',
  '/stem/act/Relu',
  '/head/pool/GlobalAveragePool',
  '/head/Reshape',
  '/head/fc/MatMul',
].map(at) as [number, number, number, number, number];

/** The time of a run, in milliseconds. */
export const latency = { ms: 1.1, medianMs: 1.1, p10Ms: 1, p90Ms: 1.2, interquartileMs: 0.05 };
/** A measurement of the ordinary sample: three kernels of layers, one of the runtime's own. */
export const measurement: Measurement = {
  runtime: 'fake',
  version: '1.2.3',
  device: 'cpu',
  level: 'all',
  threads: 1,
  runs: 50,
  warmup: 5,
  endToEnd: latency,
  profiled: { medianMs: 1.21, runs: 20 },
  profilingMs: 0.002,
  roundsMs: [1.1, 1.12],
  noise: { busy: false, waitingShare: 0.01, otherCores: 0.1, drift: 0.02, tooHigh: 0.03 },
  kernelsMs: 1,
  joinedShare: 0.9,
  explainedShare: 1,
  overheadMs: 0.1,
  peakMemoryBytes: 65536,
  kernels: [
    {
      name: 'conv_nchwc',
      layers: [conv, relu],
      ms: 0.7,
      medianMs: 0.7,
      p90Ms: 0.8,
      calls: 1,
      purpose: undefined,
      underMs: undefined,
    },
    {
      name: 'pool',
      layers: [pool],
      ms: 0.15,
      medianMs: 0.15,
      p90Ms: 0.2,
      calls: 1,
      purpose: undefined,
      underMs: undefined,
    },
    {
      name: 'ReorderOutput',
      layers: [],
      ms: 0.1,
      medianMs: 0.1,
      p90Ms: 0.1,
      calls: 1,
      purpose: 'a change of layout',
      underMs: undefined,
    },
    {
      name: 'fc',
      layers: [matmul],
      ms: 0.05,
      medianMs: 0.05,
      p90Ms: 0.05,
      calls: 1,
      purpose: undefined,
      underMs: undefined,
    },
  ],
  removed: [reshape],
  notes: ['the input x was made up (seed 1)'],
  machine: { processor: 'A Processor', cores: 2 },
};
/** The report on the ordinary sample with a measurement. */
export const measuredBy = (by: Measurement, additions: Additions = {}): Report =>
  reportOf('model.onnx', ordinaryAnalysis, {}, { ...additions, measurement: by });
/** The report with the measurement above. */
export const measured = measuredBy(measurement);
