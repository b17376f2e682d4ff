export * from './category.js';
export * from './diagnostic.js';
export * from './dtype.js';
export * from './error.js';
export * from './model.js';
export * from './origin.js';
export { programCall, setProgramCall } from './program.js';
export { nearest, optionFor, suggest } from './suggestion.js';
export * from './value.js';
