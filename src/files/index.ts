export { readBaseline, updateBaseline } from './baseline.js';
export type { Baseline, KnownFinding } from './baseline.js';
export { defineConfig } from './config.js';
export type { Config, ConfigOverride, ConfigSuppression, ModelConfig } from './config.js';
export { loadConfiguration, mergeBindings, noConfiguration, withBaseline } from './configuration.js';
export type { Configuration } from './configuration.js';
export { openFile } from './file-source.js';
export type { FileSource } from './file-source.js';
export { expandPaths } from './paths.js';
