import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWholeFile, writeWholeFile } from '../../src/files/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-whole-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);

describe('startWholeFile', () => {
  it('puts a file in its place when it is complete', () => {
    writeFileSync(at('report'), 'before');
    const output = startWholeFile(at('report'));
    output.write('one');
    expect(readFileSync(at('report'), 'utf8')).toBe('before');
    output.write(' two');
    output.finish();
    expect(readFileSync(at('report'), 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it('leaves nothing when it is given up', () => {
    const output = startWholeFile(at('report'));
    output.write('half');
    output.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes what a link leads to', () => {
    writeFileSync(at('target'), 'before');
    symlinkSync('target', at('link'));
    const output = startWholeFile(at('link'));
    output.write('after');
    output.finish();
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('target'), 'utf8')).toBe('after');
  });

  it.skipIf(process.platform === 'win32')('leaves a device a device', () => {
    const output = startWholeFile('/dev/null');
    output.write('gone');
    output.finish();
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says what is wrong with a place', () => {
    mkdirSync(at('sub'));
    expect(() => startWholeFile(at('sub'))).toThrow(/this is a directory/);
    expect(() => startWholeFile(at('nosuch/report'))).toThrow(/cannot be written/);
  });

  it('stays silent when it is given up after its place was taken', () => {
    const output = startWholeFile(at('report'));
    mkdirSync(at('report'));
    expect(() => output.finish()).toThrow(/cannot be written/);
    output.discard();
    expect(readdirSync(folder)).toEqual(['report']);
  });
});

describe('writeWholeFile', () => {
  it('writes text and bytes, but over no file that the same run reads, by whatever name', () => {
    writeWholeFile(at('text'), 'a');
    writeWholeFile(at('bytes'), Uint8Array.of(0, 255));
    expect(readFileSync(at('text'), 'utf8')).toBe('a');
    expect([...readFileSync(at('bytes'))]).toEqual([0, 255]);
    symlinkSync('text', at('link'));
    expect(() => writeWholeFile(at('link'), 'b', [at('text')])).toThrow(/link: this run reads that file/u);
    expect(readFileSync(at('text'), 'utf8')).toBe('a');
  });
});
