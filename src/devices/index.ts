export { devices, peakFor } from './devices.js';
export type { Arithmetic, Device, Roof } from './devices.js';
