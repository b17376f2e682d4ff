export { openFile } from './file-source.js';
export type { FileSource } from './file-source.js';
export { expandPaths } from './paths.js';
