import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { canKeepCode, startWithKeptCode } from './code-cache.js';

/**
 * By version of Node: the flag that lets the engine wait longer before it optimises a function. Without it the engine
 * optimises so early that it has to take back much: a network of 3,900 nodes then takes × 1.9 of the CPU time. With it
 * a run of some seconds loses a twentieth, and a small one a tenth, for the module that sets it. Node 24 waits by
 * itself.
 */
const patience: Readonly<Record<string, string>> = {
  '20': '--interrupt-budget=400000', // 67,584 by default
  '22': '--invocation-count-for-turbofan=10000', // 3,000 by default
};

const main = path.join(__dirname, 'main.js');
const [version = ''] = process.versions.node.split('.');
const flag = patience[version];
if (flag !== undefined) setFlagsFromString(flag);

// Compiling the program takes a third of the time of a small run. Node 22 and later can keep compiled code themselves,
// elsewhere, but file by file and so in more time.
const { enableCompileCache } = canKeepCode(__dirname)
  ? {}
  : (require('node:module') as { enableCompileCache?: () => void });
if (enableCompileCache === undefined) {
  const { keepCode } = startWithKeptCode(main, module, { pack: path.join(__dirname, 'usual-parts.js') });
  process.on('exit', keepCode);
} else {
  enableCompileCache();
  require(main);
}
