import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measure } from '../../src/measurement/index.js';
import type { Measurement, RunnableModel } from '../../src/measurement/index.js';
import command from '../../src/runtimes/command.js';
import { kernelsOf, stem } from '../testers/runtime-profile.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Measures with a program of this text, which is told the model's path. */
async function measureWith(text: string, timeLimitMs = 20_000): Promise<Measurement> {
  const program = path.join(folder, 'bench.mjs');
  writeFileSync(program, text);
  const runnable: RunnableModel = {
    source: { kind: 'file', path: path.join(folder, 'model.onnx') },
    model: stem.model,
    inputs: [],
  };
  return measure(
    {
      runtime: command,
      runnable,
      analysis: stem,
      options: { level: 'all', threads: 1, command: [process.execPath, program, '{model}'] },
    },
    { warmup: 1, runs: 2, timeLimitMs, together: true },
    { description: {} },
  );
}

describe('command', () => {
  it('calls the program with the path of the model, once a run, and joins the table that it prints', async () => {
    const measurement = await measureWith(`
      import { appendFileSync, existsSync, readFileSync } from 'node:fs';
      const calls = process.argv[2] + '.calls';
      const run = existsSync(calls) ? readFileSync(calls, 'utf8').length : 0;
      appendFileSync(calls, 'x');
      console.log('name,ms\\n*,' + [100, 20, 30][run] + '\\nstem/conv + stem/relu,' + [50, 10, 20][run] + '\\nfc,1');`);
    expect(measurement).toMatchObject({
      endToEnd: { medianMs: 25 },
      runs: 2,
      warmup: 1,
      profiled: undefined,
      level: '',
      threads: undefined,
    });
    expect(kernelsOf(measurement)).toEqual({ 'stem/conv + stem/relu': [15, 'stem/conv', 'stem/relu'], fc: [1, 'fc'] });
  });

  it('takes the sum for the whole model where the program does not say', async () => {
    expect(
      await measureWith(`console.log(JSON.stringify([{ name: 'stem/conv', ms: 2 }, { name: 'fc', ms: 1 }]))`),
    ).toMatchObject({ endToEnd: { medianMs: 3 } });
  });

  it('says when the program fails, prints nothing of use, takes too long or is not there', async () => {
    await expect(measureWith('process.exit(3)')).rejects.toThrow(/failed with exit code 3/u);
    await expect(measureWith('console.log("hello")')).rejects.toThrow(/printed no table with the columns name and ms/u);
    await expect(measureWith('setTimeout(() => {}, 60000)', 500)).rejects.toThrow(
      /was ended; it may take 0.5 s, more with --time-limit/u,
    );
    // The system refuses a name that is too long at once, and one that is not there a moment later.
    for (const program of ['./no-such-program', 'x'.repeat(5000)]) {
      const open = command.open(
        { source: { kind: 'file', path: 'm.onnx' }, model: stem.model, inputs: [] },
        { level: 'all', threads: 1, profiled: true, timeLimitMs: 1000, command: [program] },
      );
      await expect(open.then((session) => session.run(1))).rejects.toThrow(`${program} cannot be started`);
    }
  });
});
