export type { ImportedProfile, ProfileContent, ProfileFile, ProfileFormat, RuntimeEntry } from './define.js';
export { describeMachine } from './machine.js';
export { runtimes } from './registry.js';
