import type { Measurement } from '../../src/measurement/index.js';

const kernel = { medianMs: 0, p90Ms: 0.4, calls: 1, underMs: undefined };

/** A measurement of the ordinary sample: one kernel computes its first two layers, one is the runtime's own. */
export const measurement: Measurement = {
  runtime: 'fake',
  version: '1',
  device: 'cpu',
  level: 'all',
  threads: 1,
  runs: 5,
  warmup: 1,
  endToEnd: undefined,
  profiled: undefined,
  profilingMs: 0,
  roundsMs: [],
  noise: undefined,
  kernelsMs: 0.6,
  joinedShare: 0.5,
  explainedShare: 1,
  overheadMs: 0.3,
  peakMemoryBytes: undefined,
  kernels: [
    { ...kernel, name: 'reorder', layers: [], ms: 0.2, purpose: 'a change of layout' },
    { ...kernel, name: 'first', layers: [0, 1], ms: 0.4, purpose: undefined },
  ],
  removed: [],
  notes: [],
  machine: {},
};
