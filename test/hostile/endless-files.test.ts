import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSeparatedValues } from '../../src/files/index.js';
import { netstat } from '../testers/run-netstat.js';

const fixture = path.resolve('fixtures/shufflenet-v2.onnx');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-endless-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a file that does not end is one line', () => {
  it.each([
    ['a table of figures', [fixture, '--summary', '--extra', '/dev/zero']],
    ['a baseline', ['lint', fixture, '--baseline', '/dev/zero']],
    ['a platform', [fixture, '--platform', '/dev/zero']],
    ['a profile', ['measure', fixture, '--profile', '/dev/zero']],
    ['a measured report', ['calibrate', '--from', '/dev/zero', '-o', 'nowhere.json']],
  ])('%s', (_, given) => {
    const { status, stderr } = netstat(given);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toContain('it has more than 256 MiB');
  });
});

it('a report that inflates to more than 256 MiB is one line', () => {
  const bomb = path.join(folder, 'bomb.jsonl.gz');
  writeFileSync(bomb, gzipSync(Buffer.alloc(300 * 1024 * 1024, ' ')));
  const { status, stderr } = netstat(['calibrate', '--from', bomb, '-o', path.join(folder, 'platform.json')]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `netstat: --from ${bomb}: inflates to more than 256 MiB\n`,
  });
});

describe('tables', () => {
  it('keep quotes, doubled quotes, line ends and separators in quotes', () => {
    expect(readSeparatedValues('a,"b, ""c""\n",d\r\n1, 2 ,\n\n"",x')).toEqual([
      ['a', 'b, "c"', 'd'],
      ['1', '2', ''],
      ['', 'x'],
    ]);
  });

  // Each quote once looked through all that stood before it: of half a million 10¹¹ characters.
  it('of many quotes are read in one pass', () => {
    expect(readSeparatedValues(`a${'"'.repeat(500_000)}`)[0]?.[0]).toHaveLength(500_001);
    expect(readSeparatedValues(`${'"'.repeat(500_000)}x`)).toHaveLength(1);
  });
});
