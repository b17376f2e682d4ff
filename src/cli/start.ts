import path from 'node:path';
import { startWithKeptCode } from './code-cache.js';

// Compiling the program takes a third of the time of a small run. Node 22 and later keep compiled code themselves, Node 20 does not;
// there even the module that could tell takes time to load.
const main = path.join(__dirname, 'main.js');
if (process.version.startsWith('v20.')) {
  const { keepCode } = startWithKeptCode(main, require);
  process.on('exit', keepCode);
} else {
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => void };
  enableCompileCache?.();
  require(main);
}
