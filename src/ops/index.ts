export * from './attributes.js';
export type * from './control-flow.js';
export * from './define.js';
export type * from './detail.js';
export * from './formula.js';
export { MAX_FOLLOWED_ELEMENTS } from './limits.js';
export { NodeError } from './node-error.js';
export * from './registry.js';
export * from './shapes.js';
