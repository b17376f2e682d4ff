// npm runs this after it has put the package's folder in place: in a clone, and for `npm install <folder or address>`.
// What is published is built already; a folder that is linked has no development dependencies yet.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '..');

/** Runs npm in the package's folder; ends with its exit code when it fails. */
function npm(...given) {
  const { status } = spawnSync('npm', given, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(path.join(folder, 'dist/cli/netstat.js'))) {
  if (!existsSync(path.join(folder, 'node_modules/tsx'))) {
    // Scripts stay off, or this one would run again.
    npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  }
  npm('run', 'build');
}
