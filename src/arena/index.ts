export type { Buffer } from './buffer.js';
export { DEFAULT_ALIGNMENT, packBuffers } from './place.js';
export type { Packing } from './place.js';
export { activationsOf, arenaBytesOf, mostArenaBytesOf, packActivations, planArena, usualArenaOf } from './plan.js';
export type { Activation, ArenaPlan, OpenSizes, PlannedBuffer } from './plan.js';
export { inputOutputBytesOf, mostTotalMemoryOf, totalMemoryOf } from './total-memory.js';
