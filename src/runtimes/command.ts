import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import path from 'node:path';
import { messageOf, NetstatError, programCall } from '../ir/index.js';
import type { Anchor, KernelProfile, Run } from '../measurement/index.js';
import { atExit } from './at-exit.js';
import { defineRuntime } from './define.js';
import { medianRun, readPlainTable, tableOf } from './profiles/plain-table.js';

/** The placeholder of the model's path in the arguments of a command. */
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
        `--runtime command needs the command after --: ${programCall()} measure model.onnx --runtime ` +
          `command -- ./bench.sh ${MODEL}`,
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

/** Characters that a command may print: a table of a million kernels. More is no table, but what `yes` prints. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** The longest that a timer of Node waits; a longer one would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The standard output of a program; its standard error is the user's to see. It is ended with all that it has started.
 */
function outputOf(program: string, given: readonly string[], timeLimitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startGroup(program, given);
    const end = (): void => endGroup(child);
    const callOff = atExit(end);
    const parts: string[] = [];
    let length = 0;
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      callOff();
      end();
      // A child that was left behind may hold the pipe open.
      child.stdout.destroy();
      outcome();
    };
    const fail = (message: string): void => settle(() => reject(new NetstatError('runtime-failed', message)));
    const timer = setTimeout(
      () => fail(`${program} was ended; it may take ${timeLimitMs / 1000} s, more with --time-limit`),
      Math.min(timeLimitMs, LONGEST_TIMER),
    );
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      length += part.length;
      parts.push(part);
      if (length > MOST_OUTPUT) {
        fail(`${program} printed more than ${MOST_OUTPUT / 1024 / 1024} MiB, which is no table; it was ended`);
      }
    });
    child.once('error', (error) => fail(`${program} cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (code !== 0) {
        fail(signal === null ? `${program} failed with exit code ${code}` : `${program} was ended (${signal})`);
        return;
      }
      // What it has started and left behind holds its output open; what it has printed may still be on its way.
      end();
      const done = (): void => settle(() => resolve(parts.join('')));
      const patience = setTimeout(done, DRAIN);
      child.stdout.once('end', () => {
        clearTimeout(patience);
        done();
      });
    });
  });
}

/**
 * Starts a program in a group of its own, which can be ended whole.
 * @throws NetstatError for what the system refuses at once, such as a name that is too long
 */
function startGroup(program: string, given: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  try {
    return spawn(program, given, { stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform !== 'win32' });
  } catch (cause) {
    throw new NetstatError('runtime-failed', `${program} cannot be started: ${messageOf(cause)}`, { cause });
  }
}

/** Milliseconds in which the last output of a program that has ended arrives. */
const DRAIN = 1000;

/** Ends a program and what it has started. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // All of it has ended.
  }
}
