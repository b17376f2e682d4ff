import { refusedImportsOfSource } from './import-rules.js';

for (const line of refusedImportsOfSource()) {
  console.error(line);
  process.exitCode = 1;
}
