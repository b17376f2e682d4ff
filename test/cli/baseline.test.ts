import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';
import { lintWith } from '../testers/lint-folder.js';

describe('the baseline', () => {
  it('holds what there was, so that only new findings count', () => {
    const { cwd, status, stdout } = lintWith(
      {},
      'lint',
      '../mobile.onnx',
      '--baseline',
      'known.json',
      '--update-baseline',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/nothing found \(\d+ in the baseline\)/u);
    const known = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8')) as {
      readonly models: Readonly<Record<string, readonly unknown[]>>;
    };
    expect(Object.keys(known.models)).toEqual(['../mobile.onnx']);
    const again = ['lint', '../mobile.onnx', '--baseline', 'known.json', '--max-warnings', '0'];
    expect(netstat(again, { cwd }).status).toBe(0);
    expect(netstat([...again, '--rule', 'misaligned-channels.block=16'], { cwd }).status).toBe(1);
    // Of another model it knows nothing; that one is added, the first stays.
    expect(
      netstat(['lint', '../shuffle.onnx', '--baseline', 'known.json', '--max-warnings', '0'], { cwd }).status,
    ).toBe(1);
    netstat(['lint', '../shuffle.onnx', '--baseline', 'known.json', '--update-baseline'], { cwd });
    const both = JSON.parse(readFileSync(path.join(cwd, 'known.json'), 'utf8')) as typeof known;
    expect(Object.keys(both.models)).toEqual(['../mobile.onnx', '../shuffle.onnx']);
    expect(both.models['../mobile.onnx']).toEqual(known.models['../mobile.onnx']);
  });

  it('holds no broken budget', () => {
    const { cwd, status } = lintWith(
      {},
      'lint',
      '../mobile.onnx',
      '--rule',
      'max-params=1M',
      '--baseline',
      'known.json',
      '--update-baseline',
    );
    expect(status).toBe(1);
    expect(
      netstat(['lint', '../mobile.onnx', '--rule', 'max-params=1M', '--baseline', 'known.json'], { cwd }).status,
    ).toBe(1);
  });

  it('stands in the configuration, for every command', () => {
    const { cwd } = lintWith({ 'netstat.config.json': JSON.stringify({ baseline: 'known.json' }) });
    expect(netstat(['lint', '../mobile.onnx'], { cwd }).stderr).toContain('there is no such baseline');
    expect(netstat(['lint', '../mobile.onnx', '--update-baseline'], { cwd }).status).toBe(0);
    expect(netstat(['../mobile.onnx', '--format', 'json'], { cwd }).stdout).toContain('"findings": []');
  });

  it("that is none is the user's error", () => {
    expect(
      lintWith({ 'known.json': '{"version":2}' }, 'lint', '../mobile.onnx', '--baseline', 'known.json').stderr,
    ).toContain('is not a baseline');
    expect(lintWith({ 'known.json': 'no' }, 'lint', '../mobile.onnx', '--baseline', 'known.json').stderr).toContain(
      'is not JSON',
    );
  });
});
