import { spawn } from 'node:child_process';
import path from 'node:path';
import { NetstatError, programCall } from '../ir/index.js';
import type { Anchor, KernelProfile, Run } from '../measurement/index.js';
import { atExit } from './at-exit.js';
import { defineRuntime } from './define.js';
import { medianRun, readPlainTable, tableOf } from './profiles/plain-table.js';

/** What stands for the model's path in the arguments of a command. */
const MODEL = '{model}';

/** A program of the user's that runs a model once, wherever that is, and prints a plain table of how long it took. */
export default defineRuntime({
  name: 'command',
  devices: [],
  summary: 'A program of yours that prints names and times: --runtime command -- ./bench.sh {model}.',
  oneSession: true,
  async open({ source }, { command = [], timeLimitMs }) {
    const [program, ...rest] = command;
    if (program === undefined) {
      throw new NetstatError(
        'bad-option',
        `--runtime command needs the command after --: ${programCall()} measure model.onnx --runtime command -- ./bench.sh ${MODEL}`,
      );
    }
    if (source.kind !== 'file') throw new NetstatError('bad-option', '--runtime command runs models from files only');
    const given = rest.map((argument) => argument.replaceAll(MODEL, path.resolve(source.path)));
    const kernels = new Map<string, { readonly durationsMs: number[]; readonly anchors: readonly Anchor[] }>();
    let runs = 0;
    const runOnce = async (): Promise<number> => {
      const text = await outputOf(program, given, timeLimitMs);
      const rows = tableOf({ text, json: parseJson(text) });
      if (rows === undefined) {
        throw new NetstatError(
          'bad-profile',
          `${program} printed no table with the columns name and ms (docs/measuring.md)`,
        );
      }
      const run = medianRun(readPlainTable(rows, program));
      for (const [name, { ms, anchors }] of run.kernels) {
        const kernel = kernels.get(name) ?? { durationsMs: Array.from({ length: runs }, () => 0), anchors };
        kernels.set(name, kernel);
        kernel.durationsMs[runs] = ms;
      }
      runs += 1;
      return run.wholeMs;
    };
    return {
      version: '',
      device: program,
      level: undefined,
      threads: undefined,
      notes: [],
      async run(count) {
        const made: Run[] = [];
        for (let left = count; left > 0; left -= 1) made.push({ ms: await runOnce() });
        return made;
      },
      close: () =>
        Promise.resolve({
          runs,
          partial: true,
          kernels: [...kernels].map(([name, { durationsMs, anchors }]): KernelProfile => ({
            name,
            anchors,
            durationsMs: Array.from({ length: runs }, (_, run) => durationsMs[run] ?? 0),
          })),
        }),
    };
  },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a program prints to standard output; its standard error is the user's to see. */
function outputOf(program: string, given: readonly string[], timeLimitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
    });
    const end = (): void => void child.kill('SIGKILL');
    const callOff = atExit(end);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.once('error', (error) => {
      callOff();
      reject(new NetstatError('runtime-failed', `${program} cannot be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      callOff();
      if (code === 0) resolve(text);
      else {
        reject(
          new NetstatError(
            'runtime-failed',
            signal === null
              ? `${program} failed with exit code ${code}`
              : `${program} was ended (${signal}); it may take ${timeLimitMs / 1000} s, more with --time-limit`,
          ),
        );
      }
    });
  });
}
