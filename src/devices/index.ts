export { devices } from './devices.js';
export type { Device } from './devices.js';
export { peakFor } from './roof.js';
export type { Arithmetic, Bandwidth, Roof } from './roof.js';
