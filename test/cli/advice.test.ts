import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';
import { shuffleNetV2 } from '../../src/networks/index.js';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-advice-'));
const platform = path.join(folder, 'platform.json');
const shuffled = path.join(folder, 'shuffled.onnx');
const plain = path.join(folder, 'plain.onnx');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  netstat(['calibrate', '--from', path.resolve('test/platform/recorded-sweep.jsonl.gz'), '-o', platform]);
  writeFileSync(shuffled, model(shuffleNetV2({ width: 1, downsampling: 'torchvision' })));
  const net = createNetwork({ name: 'plain' });
  const x = net.scope('stem', () => net.relu(net.convolution(net.image(16, 56), 58, { kernel: 3 })));
  const y = net.scope('mid', () => net.relu(net.convolution(x, 58, { kernel: 3 })));
  writeFileSync(plain, model(net.finish(net.scope('last', () => net.convolution(y, 8, { kernel: 3 })))));
});

/** What was printed with its wrapped lines put together; the lines of a list keep their indentation. */
const inOneLine = (text: string): string => text.replaceAll(/\n {4}(?=\S)/gu, ' ');

describe('advice on a platform', () => {
  it('says what a change saves there, first of all what all save together', () => {
    const { stdout } = netstat(['lint', shuffled, '--platform', platform]);
    expect(stdout).toMatch(/^mending 1 finding saves \d\S* .?s ± \d\S* .?s of \d\S* ms on onnxruntime/mu);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(
      /widen 58 → 60; .*; that saves \d\S* .?s ± \d\S* .?s of \d\S* ms, predicted/u,
    );
  });

  it('is in JSON and Markdown too', () => {
    const { stdout } = netstat(['lint', shuffled, '--platform', platform, '--format', 'json']);
    const [report] = (
      JSON.parse(stdout) as {
        models: {
          mending: { savedMs: number };
          findings: { worth: { savedMs: number; sigmaMs: number; gains: boolean } }[];
        }[];
      }
    ).models;
    const [worth] = report!.findings.map((finding) => finding.worth);
    expect(worth!.gains).toBe(true);
    expect(worth!.savedMs).toBeGreaterThan(2 * worth!.sigmaMs);
    expect(report!.mending.savedMs).toBeCloseTo(worth!.savedMs);
    expect(netstat(['lint', shuffled, '--platform', platform, '--format', 'markdown']).stdout).toContain(
      'mending 1 finding saves',
    );
  });

  it('is not there without one', () => {
    expect(netstat(['lint', shuffled]).stdout).not.toContain('saves');
  });
});

describe.runIf(existsSync('test/node_modules/onnxruntime-node'))('advice that is tried', () => {
  it('runs the model as it is and changed in turns, and keeps both', () => {
    const kept = path.join(folder, 'kept');
    const { stdout, stderr } = netstat(['lint', plain, '--measure', '--keep', kept], {
      cwd: path.resolve('test'),
      env: { COLUMNS: '80' },
    });
    // Measured on several machines: convolutions of 58 channels take longer than those of 60.
    expect(inOneLine(stdout), stderr).toMatch(
      /58 → 60 channels in .* \(misaligned-channels\): \d\S* .?s → \d\S* .?s, −\d+\.\d% ± \d+\.\d, measured here/u,
    );
    const widest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(widest, 'columns of what was tried as of all else').toBeLessThanOrEqual(80);
    expect(readdirSync(kept).toSorted()).toEqual(['netstat-zeros.bin', 'plain-as-is.onnx', 'plain-change-1.onnx']);
  }, 120_000);

  it('puts branches of one input together, and a spelled-out activation', () => {
    const file = path.join(folder, 'branches.onnx');
    const widths = [16, 32, 16, 32];
    const spec: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [1, 32, 28, 28])],
      outputs: ['y'],
      initializers: [
        ...widths.map((width, at) => weight(`w${at}`, 'float32', [width, 32, 1, 1])),
        weight('last', 'float32', [96, 96, 3, 3]),
        ...Object.entries({ three: 3, six: 6, zero: 0 }).map(([name, number]) =>
          constant(name, 'float32', [], [number]),
        ),
      ],
      nodes: [
        node('Sigmoid', ['x'], ['s']),
        ...widths.map((_, at) => node('Conv', ['s', `w${at}`], [`c${at}`])),
        node('Concat', ['c0', 'c1', 'c2', 'c3'], ['all'], { axis: 1 }),
        node('Conv', ['all', 'last'], ['d'], { pads: [1, 1, 1, 1] }),
        node('Add', ['d', 'three'], ['more']),
        node('Clip', ['more', 'zero', 'six'], ['cut']),
        node('Mul', ['d', 'cut'], ['times']),
        node('Div', ['times', 'six'], ['y']),
      ],
    };
    writeFileSync(file, model(spec));
    const { stdout, stderr } = netstat(['lint', file, '--measure'], { cwd: path.resolve('test') });
    for (const rule of ['network-fragmentation', 'decomposed-activation']) {
      expect(inOneLine(stdout), stderr).toMatch(
        new RegExp(`  3 layers put together in [^;]* \\(${rule}\\): \\d\\S* .?s → .* measured here`, 'u'),
      );
    }
  }, 120_000);
});
