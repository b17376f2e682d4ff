import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWithKeptCode } from '../../src/cli/code-cache.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-code-'));
  writeFileSync(
    path.join(folder, 'main.js'),
    'exports.answer = require("./part.js").twice(21); exports.separator = require("node:path").sep;',
  );
  writeFileSync(path.join(folder, 'part.js'), 'exports.twice = (n) => 2 * n;');
});
afterEach(() => rmSync(folder, { recursive: true }));

const starter = Object.assign(new Module('test'), { require: createRequire(import.meta.url) });
const start = (looks = false) => startWithKeptCode(path.join(folder, 'main.js'), starter, { looks: () => looks });
const caches = (): string[] => readdirSync(folder).filter((file) => file.endsWith('.cache'));

describe('startWithKeptCode', () => {
  it('runs a file and what it requires', () => {
    expect(start().exports).toEqual({ answer: 42, separator: path.sep });
  });

  it('does not run code whose bits were flipped, and keeps it anew', () => {
    start().keepCode();
    for (const file of caches()) {
      const bytes = readFileSync(path.join(folder, file));
      for (let at = 100; at < bytes.length / 2; at += 7) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      writeFileSync(path.join(folder, file), bytes);
    }
    const damaged = caches().map((file) => readFileSync(path.join(folder, file)));
    const program = start();
    expect(program.exports).toEqual({ answer: 42, separator: path.sep });
    program.keepCode();
    const kept = caches().map((file) => readFileSync(path.join(folder, file)));
    kept.forEach((bytes, index) => expect(bytes.equals(damaged[index] ?? bytes)).toBe(false));
  });

  it('keeps the code of each file, once', () => {
    start().keepCode();
    const kept = caches();
    expect(kept.map((file) => file.split('.js')[0]).toSorted()).toEqual(['main', 'part']);
    start().keepCode();
    expect(caches()).toEqual(kept);
  });

  it.each([
    ['keeps a file anew of which more was compiled, where it looks', true, true, [true, false]],
    ['keeps none anew of which no more was compiled', true, false, [false, false]],
    ['keeps none anew where it does not look', false, true, [false, false]],
  ])('%s', (_, looks, calls, expected) => {
    const lines = Array.from({ length: 100 }, (__, index) => `total += n * ${index};`);
    writeFileSync(
      path.join(folder, 'main.js'),
      `require("./part.js"); exports.sum = (n) => { let total = 0; ${lines.join(' ')} return total; };`,
    );
    start().keepCode();
    for (const file of caches()) utimesSync(path.join(folder, file), 1, 1);
    const program = start(looks);
    const { sum } = program.exports as { sum: (n: number) => number };
    if (calls) expect(sum(2)).toBe(9900);
    program.keepCode();
    expect(
      caches()
        .toSorted()
        .map((file) => statSync(path.join(folder, file)).mtimeMs !== 1000),
    ).toEqual(expected);
  });

  it('runs from kept code', () => {
    start().keepCode();
    expect(start().exports).toEqual({ answer: 42, separator: path.sep });
  });

  it('does not run kept code of another source, even of equal length', () => {
    start().keepCode();
    const part = path.join(folder, 'part.js');
    writeFileSync(part, 'exports.twice = (n) => 3 * n;');
    utimesSync(part, new Date(), new Date(Date.now() + 5000));
    expect(start().exports).toMatchObject({ answer: 63 });
  });

  it('runs what imports, each time', async () => {
    writeFileSync(
      path.join(folder, 'main.js'),
      'exports.later = () => import("node:path"); exports.part = require("./part.js");',
    );
    for (let round = 0; round < 2; round++) {
      const program = start();
      program.keepCode();
      const { later } = program.exports as { later: () => Promise<typeof path> };
      expect((await later()).sep).toBe(path.sep);
    }
    expect(caches().map((file) => file.split('.js')[0])).toEqual(['part']);
  });

  it('takes from a pack what is in it, of the files beside it', () => {
    mkdirSync(path.join(folder, 'inner'));
    writeFileSync(path.join(folder, 'inner', 'part.js'), 'exports.twice = (n) => 5 * n;');
    writeFileSync(
      path.join(folder, 'main.js'),
      'exports.answer = require("./part.js").twice(21);' +
        'exports.other = require("./inner/part.js").twice(1);' +
        'exports.same = require("./part.js") === require("./part.js");',
    );
    const pack = path.join(folder, 'pack.js');
    writeFileSync(
      pack,
      'module.exports = { "part.js": function (exports, require, module, __filename, __dirname) {' +
        'exports.twice = (n) => 4 * n; } };',
    );
    const program = startWithKeptCode(path.join(folder, 'main.js'), starter, { pack, looks: () => false });
    expect(program.exports).toEqual({ answer: 4 * 21, other: 5, same: true });
    program.keepCode();
    expect(
      caches()
        .map((file) => file.split('.js')[0])
        .toSorted(),
    ).toEqual(['main', 'pack']);
  });

  it('runs when kept code is spoilt', () => {
    start().keepCode();
    for (const cache of caches()) writeFileSync(path.join(folder, cache), 'spoilt');
    expect(start().exports).toMatchObject({ answer: 42 });
  });

  it('runs where nothing may be written', () => {
    chmodSync(folder, 0o555);
    const program = start();
    program.keepCode();
    expect(program.exports).toMatchObject({ answer: 42 });
    chmodSync(folder, 0o755);
  });
});
