export type { Kernel, Latency, Measurement } from './measurement.js';
