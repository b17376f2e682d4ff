export type { ImportedProfile, ProfileContent, ProfileFormat, RuntimeEntry } from './define.js';
export { describeMachine } from './machine.js';
export { readInputs } from './read-inputs.js';
export { readProfile } from './read-profile.js';
export { runtimes } from './registry.js';
