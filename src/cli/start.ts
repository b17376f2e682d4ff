import nodeModule from 'node:module';
import path from 'node:path';
import { startWithKeptCode } from './code-cache.js';

// Compiling the program takes a third of the time of a small run. Node 22 and later can keep compiled code themselves.
const main = path.join(__dirname, 'main.js');
if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function') {
  nodeModule.enableCompileCache();
  require(main);
} else {
  const { keepCode } = startWithKeptCode(main);
  process.on('exit', keepCode);
}
