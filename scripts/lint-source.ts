import { refusedImportsOfSource } from './import-rules.js';
import { longLines } from './long-lines.js';

for (const line of [...refusedImportsOfSource(), ...longLines()]) {
  console.error(line);
  process.exitCode = 1;
}
