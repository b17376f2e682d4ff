export { joinKernels } from './join.js';
export type { Join } from './join.js';
export { LEAST_RUNS, measure, splitOf } from './measure.js';
export type { MeasureOptions, Progress } from './measure.js';
export type { Kernel, Latency, Measurement } from './measurement.js';
export type * from './runtime.js';
export { latencyOf, median, quantile } from './statistics.js';
export { elementsOf, makeInputs } from './inputs.js';
export type { MadeInputs } from './inputs.js';
