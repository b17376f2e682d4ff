import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model } from '../../fixtures/build/model.js';
import type { ComparisonDocument } from '../../src/formats/index.js';
import { windowedLayers } from '../testers/decoders/caches.js';
import { netstat } from '../testers/run-netstat.js';

const [mobilenet, shufflenet] = ['fixtures/mobilenet-v2.onnx', 'fixtures/shufflenet-v2.onnx'];

describe('netstat compare', () => {
  it('of a model with itself says that nothing changed', () => {
    const { status, stdout } = netstat(['compare', mobilenet, mobilenet]);
    expect(status).toBe(0);
    expect(stdout).toContain('Layers: 100 unchanged.');
    expect(stdout.match(/ = *$/gmu)?.length, 'every total').toBe(9);
  });

  it("of MobileNet V2 with ShuffleNet V2 reads like the paper's argument", () => {
    const { status, stdout } = netstat(['compare', mobilenet, shufflenet]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/multiply-adds +300\.8M +145\.8M +−155\.0M +−52%/u);
    expect(stdout).toMatch(/memory access after fusion .* −36%/u);
    expect(stdout).toMatch(/fixed +costly-elementwise/u);
    expect(stdout).toMatch(/fixed +unequal-channel-width/u);
  });

  it.each([80, 160])('keeps to a terminal of %i columns', (columns) => {
    const { stdout } = netstat(['compare', mobilenet, shufflenet, '--all'], { env: { COLUMNS: String(columns) } });
    expect(stdout.split('\n').filter((line) => [...line].length > columns)).toEqual([]);
  });

  it('keeps to a terminal of 80 columns where the costs of one model are formulas', () => {
    const { stdout } = netstat(['compare', 'fixtures/language-model.onnx', shufflenet], { env: { COLUMNS: '80' } });
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
    expect(stdout).toMatch(/^params +661\.0k +2\.272M +\+1\.611M/mu);
    expect(stdout, 'a difference has one sign').not.toContain('+-');
  });

  it('shows what added and removed layers cost, and the sums by category', () => {
    const { stdout } = netstat(['compare', mobilenet, shufflenet, '--all']);
    // MobileNet V2's first convolution: 32 filters of 3 × 3 × 3 over 112 × 112 pixels.
    expect(stdout).toMatch(/− +\/features\.0\/Conv +Conv +896 +10\.8M/u);
    expect(stdout).toMatch(/by category +layers/u);
    expect(stdout).toMatch(/convolution +52 → \d+ /u);
    // Differences to the digit stand beside the rounded ones.
    expect(stdout).toMatch(/multiply-adds +300\.8M +145\.8M +−155\.0M +−52% +−15[45],\d{3},\d{3}/u);
  });

  it('as JSON has figures of added and removed layers and of categories', () => {
    const { stdout } = netstat(['compare', mobilenet, shufflenet, '--format', 'json']);
    const { layers, categories, totals } = JSON.parse(stdout) as ComparisonDocument;
    expect(layers.removed.find(({ label }) => label === '/features.0/Conv')?.figures).toMatchObject({
      params: 32 * 27 + 32,
      'multiply-adds': 32 * 27 * 112 * 112,
    });
    const sum = categories.reduce((total, { figures }) => total + Number(figures['multiply-adds']?.difference), 0);
    expect(sum).toBe(totals['multiply-adds']?.difference);
  });

  it('fails when a total grows by more than is allowed', () => {
    const { status, stderr } = netstat([
      'compare',
      shufflenet,
      mobilenet,
      '--max-increase',
      'multiply-adds=2%',
      '--max-increase',
      'params=200%',
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain('multiply-adds grows by 106.27%, more than 2%');
    expect(stderr).not.toContain('params');
    expect(netstat(['compare', mobilenet, shufflenet, '--max-increase', 'multiply-adds=2%']).status).toBe(0);
  });

  it('fails when the head breaks a budget, and says which', () => {
    const { status, stderr } = netstat(['compare', shufflenet, mobilenet, '--rule', 'max-multiply-adds=150M']);
    expect(status).toBe(1);
    expect(stderr).toContain('max-multiply-adds');
    expect(netstat(['compare', mobilenet, shufflenet, '--rule', 'max-multiply-adds=150M'])).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('without a base notes it and shows the head', () => {
    const { status, stdout } = netstat(['compare', 'nowhere.onnx', mobilenet]);
    expect(status).toBe(0);
    expect(stdout).toContain('note: there is no base to compare with');
    expect(stdout).toContain('300.8M');
  });

  it('as Markdown is a comment whose layers are folded', () => {
    const { stdout } = netstat(['compare', mobilenet, shufflenet, '--format', 'markdown']);
    expect(stdout).toMatch(/^### fixtures\/mobilenet/u);
    expect(stdout).toContain('**Fixed findings**');
    expect(stdout.length).toBeLessThan(65_536);
  });

  it("without a head is the user's error", () => {
    const { status, stderr } = netstat(['compare', mobilenet, 'nowhere.onnx']);
    expect(status).toBe(2);
    expect(stderr).toContain('nowhere.onnx');
  });

  it('in a format that has no comparison says which have', () => {
    expect(netstat(['compare', mobilenet, shufflenet, '--format', 'csv']).stderr).toContain(
      'table, markdown, json and html can',
    );
  });

  it('takes lengths of context, and no options of tables that it does not have', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'netstat-contexts-'));
    const [one, two] = [1, 2].map((layers) => {
      const file = path.join(folder, `${layers}.onnx`);
      writeFileSync(file, model(windowedLayers(Array.from({ length: layers }, () => undefined))));
      return file;
    });
    const { stdout } = netstat(['compare', one ?? '', two ?? '', '--context', '77']);
    rmSync(folder, { recursive: true });
    expect(stdout.match(/^(?:prefill|decode) at context .*/gmu)).toEqual([
      'prefill at context 77',
      'decode at context 77',
    ]);
    for (const option of [['--sort', 'flops'], ['--top', '3'], ['--depth', '1'], ['--summary']]) {
      const { status, stderr } = netstat(['compare', mobilenet, shufflenet, ...option]);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^netstat: --\w+: there is no such option/u)]);
    }
  });
});

describe('netstat compare with a base that exists but cannot be read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'netstat-compare-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const model = readFileSync(mobilenet);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 14254336\n`;
  const contents: readonly (readonly [name: string, content: Uint8Array | string, reason: RegExp])[] = [
    ['cut-short.onnx', model.subarray(0, 9000), /the file is cut short/u],
    ['empty.onnx', '', /the file is empty/u],
    ['packed.onnx', gzipSync(model), /gzip/u],
    ['page.onnx', '<!DOCTYPE html><html><body>Sign in</body></html>', /a web page/u],
    ['pointer.onnx', pointer, /Git LFS/u],
    ['noise.onnx', 'not a model at all', /not an ONNX model/u],
  ];
  for (const [name, content, reason] of contents) {
    it(`fails and says why: ${name}`, () => {
      const base = path.join(folder, name);
      writeFileSync(base, content);
      const { status, stdout, stderr } = netstat(['compare', base, mobilenet, '--max-increase', 'params=0%']);
      expect(stderr).toMatch(reason);
      expect(stderr).toContain(base);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    });
  }

  it('fails for a folder, and for a link to a file that is not there', () => {
    const link = path.join(folder, 'annexed.onnx');
    symlinkSync('objects/nowhere', link);
    expect(netstat(['compare', folder, mobilenet])).toMatchObject({ status: 2, stdout: '' });
    const run = netstat(['compare', link, mobilenet]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('a link to objects/nowhere, which is not there');
  });

  it.skipIf(process.getuid?.() === 0)('fails without permission to read it', () => {
    const base = path.join(folder, 'locked.onnx');
    writeFileSync(base, model);
    chmodSync(base, 0);
    const { status, stderr } = netstat(['compare', base, mobilenet]);
    expect(status).toBe(2);
    expect(stderr).toContain('permissions');
  });

  it('names both models when neither can be read', () => {
    const base = path.join(folder, 'empty.onnx');
    const { status, stderr } = netstat(['compare', base, 'nowhere.onnx']);
    expect(status).toBe(2);
    expect(stderr).toContain('nowhere.onnx');
    expect(stderr).toContain(base);
  });
});
