export { devices } from './devices.js';
export type { Device } from './devices.js';
export { peakFor } from './roof.js';
export type { Bandwidth, Roof } from './roof.js';
