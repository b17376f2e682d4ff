import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';
import type { Run } from '../testers/run-netstat.js';
import { file, folder } from '../testers/scratch-folder.js';

const mobilenet = path.resolve('fixtures/mobilenet-v2.onnx');

describe('measured reports that are compared', () => {
  /** A profile in which every layer takes so long. */
  const profile = (name: string, ms: number): string =>
    file(name, `name,ms\n/features.0/Conv,${ms}\n/classifier/Gemm,1\n`);
  const limit = ['--max-increase', 'latency=5%'];

  it('hold the latency to a limit, saved or from a profile of each', () => {
    const [slow, quick] = [profile('slow.csv', 3), profile('quick.csv', 1)];
    const saved = ['slow', 'quick'].map((name) => path.join(folder, `${name}.json`));
    for (const [index, times] of [slow, quick].entries()) {
      expect(
        netstat(['measure', mobilenet, '--profile', times, '-o', saved[index] ?? ''], { cwd: folder }).status,
      ).toBe(0);
    }
    const compare = (...given: readonly string[]): Run => netstat(['compare', ...given], { cwd: folder });
    // 1 + 1 ms become 3 + 1 ms.
    const grown = compare(saved[1] ?? '', saved[0] ?? '', ...limit);
    expect(grown).toMatchObject({ status: 1 });
    expect(grown.stderr).toContain('latency grows by 100.00%, more than 5%');
    expect(grown.stdout).toMatch(/^latency +2\.00 ms +4\.00 ms +\+2\.00 ms +\+100%/mu);
    expect(compare(saved[0] ?? '', saved[1] ?? '', ...limit)).toMatchObject({ status: 0 });
    expect(compare(saved[0] ?? '', saved[0] ?? '', ...limit)).toMatchObject({ status: 0 });
    const profiles = compare(mobilenet, mobilenet, '--profile', quick, '--profile', slow, ...limit);
    expect(profiles).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^latency +2\.00 ms +4\.00 ms/mu) as unknown,
    });
    expect(compare(mobilenet, mobilenet, '--profile', slow).stderr).toContain('a comparison takes two');
  });
});

describe('netstat compare with a profile of each model', () => {
  const compare = (head: string, ...more: readonly string[]): Run => {
    const profiles = [file('before.csv', 'name,ms\n*,5\n*,5.02\n*,5.01\n'), file('after.csv', head)];
    return netstat(['compare', mobilenet, mobilenet, ...profiles.flatMap((each) => ['--profile', each]), ...more]);
  };

  it('says which is faster, and fails when the latency grew by more than it may', () => {
    const run = compare('name,ms\n*,6\n*,6.02\n*,6.01\n', '--max-increase', 'latency=5%');
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/latency\s+5\.00 ms\s+6\.00 ms/u);
    expect(run.stderr).toContain(`${mobilenet} is 1.20 ± 0.01 × faster than ${mobilenet}`);
    expect(run.stderr).toContain('latency grows by 19.98%, more than 5% and the noise of');
  });

  it('does not fail for what is within the noise', () => {
    const run = compare('name,ms\n*,4.8\n*,5.6\n*,5.4\n', '--max-increase', 'latency=1%');
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('no difference between');
  });

  it('takes two profiles, no other number', () => {
    const run = netstat(['compare', mobilenet, mobilenet, '--profile', file('one.csv', 'name,ms\n*,5\n')]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('a comparison takes two');
  });
});
