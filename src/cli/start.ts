import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { startWithKeptCode } from './code-cache.js';

const main = path.join(__dirname, 'main.js');
if (process.version.startsWith('v20.')) startOnNode20();
else start();

/** Node 22 and later keep compiled code themselves. */
function start(): void {
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => void };
  enableCompileCache?.();
  require(main);
}

/**
 * On Node 20 compiling the program takes a third of the time of a small run, and its engine optimises functions so early that it has to take
 * back much of it: on a network of 6,600 nodes a quarter of the time, of many small ones two fifths. Six times its patience (67,584 by default)
 * costs a run of some seconds a twenty-fifth.
 */
function startOnNode20(): void {
  setFlagsFromString('--interrupt-budget=400000');
  const { keepCode } = startWithKeptCode(main, module);
  process.on('exit', keepCode);
}
