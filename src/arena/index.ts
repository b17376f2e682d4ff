export type { Piece } from './piece.js';
export { DEFAULT_ALIGNMENT, packPieces } from './place.js';
export type { Packing } from './place.js';
export { activationsOf, arenaBytesOf, mostArenaBytesOf, packActivations, planArena, usualArenaOf } from './plan.js';
export type { Activation, ArenaPlan, OpenSizes, PlacedActivation } from './plan.js';
export { inputOutputBytesOf, mostTotalMemoryOf, totalMemoryOf } from './total-memory.js';
