import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { alternate, peakMemory, printRatios, type Command } from './measuring.js';

/**
 * The gain of threads on many models, beside that of as many processes that share the models and nothing else, which is
 * the most that the machine allows. Usage: npm run bench:fleet -- [folder] [copies], by default 100 copies of the
 * fixtures.
 */
const program = path.resolve('dist/cli/netstat.js');
if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);

const [source = 'fixtures', copies = '100'] = process.argv.slice(2);
const models = readdirSync(source).filter((file) => file.endsWith('.onnx'));
const cores = availableParallelism();
const folder = mkdtempSync(path.join(tmpdir(), 'netstat-bench-'));
try {
  for (let copy = 0; copy < Number(copies); copy++) {
    const part = path.join(folder, `part-${copy % cores}`);
    mkdirSync(part, { recursive: true });
    for (const model of models) symlinkSync(path.resolve(source, model), path.join(part, `${copy}-${model}`));
  }
  const given = (pattern: string, output: string): readonly string[] => [
    program,
    path.join(folder, pattern, '*.onnx'),
    '--format',
    'jsonl',
    '--no-config',
    '--output',
    path.join(folder, output),
  ];
  const inThreads = (count: number): Command => ({
    name: count === 1 ? '1 thread' : `${count} threads`,
    arguments: [...given('part-*', 'all.jsonl'), '--threads', String(count)],
  });
  const shares = Array.from({ length: cores }, (_, index) => [
    ...given(`part-${index}`, `${index}.jsonl`),
    '--threads',
    '1',
  ]);
  const processes: Command = {
    name: `${cores} processes`,
    arguments: [
      '-e',
      [
        "const { spawn } = require('node:child_process');",
        `for (const share of ${JSON.stringify(shares)}) spawn(process.execPath, share, { stdio: ` +
          `'inherit' }).on('exit', (code) => { process.exitCode ||= code; });`,
      ].join('\n'),
    ],
  };
  console.log(`${models.length * Number(copies)} models, ${cores} cores`);
  printRatios(alternate([inThreads(1), inThreads(cores), processes], 5));
  for (const command of [inThreads(1), inThreads(cores)]) {
    console.log(`${peakMemory(command).toFixed(0).padStart(8)} MiB at most   ${command.name}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
