import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildCommandLine, buildProgram } from './build/command-line.js';
import { buildDeclarations } from './build/declarations.js';
import { buildLibrary } from './build/library.js';
import { writeLicences } from './build/licences.js';
import { output } from './build/output.js';
import { messageOf } from '../src/ir/index.js';

/**
 * The bundles: the program, and entries by their name in the output folder. A file that runs in a process of its own
 * stands in both.
 */
const program = 'src/cli/start.ts';
const separate = { child: 'src/runtimes/onnxruntime/child.ts' };
const commandLine = { main: 'src/cli/main.ts', worker: 'src/cli/worker.ts', ...separate };
const library = { index: 'src/index.ts', node: 'src/node.ts', config: 'src/config.ts', ...separate };

/** Says what went wrong. esbuild has said so already. */
function report(error: unknown): void {
  if (!(error instanceof Error && 'errors' in error)) {
    console.error(`build: ${messageOf(error)}`);
  }
  process.exitCode = 1;
}

/**
 * Runs the program once over many operators: it keeps the code that it compiles for the runs to come. In one thread,
 * since what other threads compile is not kept.
 */
function keepCompiledCode(): void {
  const models = readdirSync('fixtures')
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => path.join('fixtures', file));
  spawnSync(process.execPath, ['dist/cli/netstat.js', ...models, '--no-config', '--threads', '1'], { stdio: 'ignore' });
}

const start = performance.now();
const declarations = buildDeclarations().catch(report);
try {
  const bundles = await Promise.all([buildCommandLine(commandLine), buildLibrary(library)]);
  await buildProgram(program);
  writeLicences(bundles.flat());
  await declarations;
  rmSync('dist', { recursive: true, force: true });
  renameSync(output, 'dist');
  keepCompiledCode();
  console.log(`build: dist/ in ${((performance.now() - start) / 1000).toFixed(1)} s`);
} catch (error) {
  report(error);
} finally {
  rmSync(output, { recursive: true, force: true });
}
