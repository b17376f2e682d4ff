import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import type { Analysis, AnalysisOptions } from '../../src/analysis/index.js';
import { makeInputs, measure } from '../../src/measurement/index.js';
import type { Measurement, Pace, Subject } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { startModelProcess } from '../../src/runtimes/onnxruntime/child-process.js';
import onnxruntime from '../../src/runtimes/onnxruntime/index.js';
import { kernelsOf } from '../testers/runtime-profile.js';

const isInstalled = existsSync('test/node_modules/onnxruntime-node');

/** Chromium brings a graphics card made of software, and what finds it. */
const chromium = '/usr/lib/chromium';
const hasSoftwareCard = existsSync(`${chromium}/vk_swiftshader_icd.json`);

const root = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-onnxruntime-'));
  // Another netstat on the machine leaves its own files in the system's folder.
  vi.stubEnv('TMPDIR', folder);
  // The package is looked for where the user is.
  process.chdir('test');
});
afterAll(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

const residual: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', ['N', 8, 16, 16])],
  outputs: ['y'],
  initializers: [
    weight('w', 'float32', [16, 8, 3, 3]),
    weight('v', 'float32', [16, 16, 3, 3]),
    weight('f', 'float32', [16, 4]),
    constant('to', 'int64', [2], [0, -1]),
  ],
  nodes: [
    // Two of one name, and the others with none: onnxruntime would refuse it.
    node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }, { name: 'conv' }),
    node('Relu', ['a'], ['ra']),
    node('Conv', ['ra', 'v'], ['b'], { pads: [1, 1, 1, 1] }, { name: 'conv' }),
    node('Add', ['b', 'ra'], ['s']),
    node('Relu', ['s'], ['rs']),
    node('GlobalAveragePool', ['rs'], ['p']),
    node('Reshape', ['p', 'to'], ['flat']),
    node('MatMul', ['flat', 'f'], ['y']),
  ],
};

async function measureSpec(
  spec: ModelSpec,
  { runs = 3, warmup = 1, timeLimitMs = 60_000, ...options }: Partial<Pace & Subject['options']> = {},
  bound: AnalysisOptions = {},
): Promise<{ readonly analysis: Analysis; readonly measurement: Measurement }> {
  const file = path.join(folder, 'model.onnx');
  const bytes = model(spec);
  writeFileSync(file, bytes);
  const read = readModel(memorySource(bytes));
  const analysis = analyse(read, bound);
  const runnable = {
    source: { kind: 'file', path: file },
    model: read,
    inputs: makeInputs(analysis, new Map(), 1).inputs,
  } as const;
  const measurement = await measure(
    { runtime: onnxruntime, runnable, analysis, options: { level: 'all', threads: 1, ...options } },
    { warmup, runs, timeLimitMs, together: true },
    { description: {} },
  );
  return { analysis, measurement };
}

const one = { dims: new Map([['N', 1]]) };

/** Folders of sessions that are still there. */
const leftOver = (): readonly string[] =>
  readdirSync(tmpdir()).filter(
    (name) => /^netstat-[A-Za-z0-9]{6}$/u.test(name) && existsSync(path.join(tmpdir(), name, 'optimised.onnx')),
  );

describe.skipIf(!isInstalled)('onnxruntime (skipped where `npm run test:setup` has not installed it)', () => {
  it.each(['disabled', 'basic', 'extended', 'all'])(
    'gives every layer of a residual block to one kernel at level %s',
    async (level) => {
      const { analysis, measurement } = await measureSpec(residual, { level }, one);
      const owned = measurement.kernels.flatMap(({ layers }) => layers);
      const running = analysis.layers
        .filter(({ category }) => category !== 'shape' && category !== 'constant')
        .map(({ index }) => index);
      expect([...owned, ...measurement.removed].toSorted((a, b) => a - b)).toEqual(running);
      expect(
        measurement.kernels
          .filter(({ layers }) => layers.length === 0)
          .every(({ name }) => /^Reorder|^gemm_/u.test(name)),
      ).toBe(true);
      expect(measurement.kernels.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(measurement.kernelsMs);
      expect(measurement).toMatchObject({
        runtime: 'onnxruntime',
        device: 'cpu',
        level,
        threads: 1,
        runs: 3,
        warmup: 1,
      });
      expect(measurement.notes).toContain('the weights in weights.bin are not there: zeros stood for them');
      expect(measurement.peakMemoryBytes).toBeGreaterThan(0);
      if (level === 'disabled') {
        expect(
          measurement.kernels.filter(({ layers }) => layers.length > 0).every(({ layers }) => layers.length === 1),
        ).toBe(true);
      }
    },
  );

  it('joins the bodies of control flow, and takes their time from the node around', async () => {
    const { analysis, measurement } = await measureSpec({
      opset: 17,
      inputs: [value('x', 'float32', [64, 64])],
      outputs: ['y'],
      initializers: [constant('trips', 'int64', [], [5])],
      nodes: [
        node('Loop', ['trips', '', 'x'], ['y'], {
          body: graph({
            inputs: [value('i', 'int64', []), value('go', 'bool', []), value('state', 'float32', [64, 64])],
            outputs: [value('go_on', 'bool', []), value('next', 'float32', [64, 64])],
            nodes: [
              node('Identity', ['go'], ['go_on']),
              node('MatMul', ['state', 'k'], ['product']),
              node('Tanh', ['product'], ['next']),
            ],
            initializers: [weight('k', 'float32', [64, 64])],
          }),
        }),
      ],
    });
    const ops = measurement.kernels.map(({ layers }) => layers.map((index) => analysis.layers[index]?.node.opType));
    expect(ops.flat().toSorted()).toEqual(['Identity', 'Loop', 'MatMul', 'Tanh']);
    expect(measurement.kernelsMs).toBeLessThan((measurement.profiled?.medianMs ?? 0) * 1.5);
  });

  it('joins each call of a function', async () => {
    const { analysis, measurement } = await measureSpec(
      {
        opset: 17,
        domains: { acme: 1 },
        inputs: [value('x', 'float32', [256])],
        outputs: [value('y', 'float32', [256])],
        nodes: [
          node('Wave', ['x'], ['m'], {}, { domain: 'acme', name: 'first' }),
          node('Wave', ['m'], ['y'], {}, { domain: 'acme', name: 'second' }),
        ],
        functions: [
          {
            name: 'Wave',
            domain: 'acme',
            inputs: ['a'],
            outputs: ['b'],
            opsets: { '': 17 },
            nodes: [node('Sin', ['a'], ['s']), node('Exp', ['s'], ['b'])],
          },
        ],
      },
      { level: 'disabled' },
    );
    expect(measurement.joinedShare).toBe(1);
    expect(measurement.kernels.flatMap(({ layers }) => layers).toSorted((a, b) => a - b)).toEqual(
      analysis.layers.map(({ index }) => index),
    );
  });

  it('leaves no file', async () => {
    await measureSpec(residual, {}, one);
    expect(leftOver()).toEqual([]);
  });

  it('says which devices there are when the one asked for is not', async () => {
    await expect(measureSpec(residual, { device: 'npu' }, one)).rejects.toThrow(/no device npu; .*cpu/u);
    const absent = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(measureSpec(residual, { device: absent }, one)).rejects.toThrow(
      new RegExp(`no device ${absent} on this platform; it has cpu`, 'u'),
    );
    expect(leftOver()).toEqual([]);
  });

  it('says in a line what onnxruntime finds wrong', async () => {
    const broken: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [2, 3])],
      outputs: ['y'],
      initializers: [
        constant(
          'k',
          'float32',
          [5, 5],
          Array.from({ length: 25 }, () => 1),
        ),
      ],
      nodes: [node('MatMul', ['x', 'k'], ['y'], {}, { name: 'the product' })],
    };
    const failure = await measureSpec(broken).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'runtime-failed' });
    expect(String(failure)).toMatch(/onnxruntime cannot (load|run) the model: /u);
    expect(String(failure)).not.toMatch(/\n|@/u);
  });

  it('ends a run that takes too long', async () => {
    await expect(measureSpec(residual, { timeLimitMs: 1 }, one)).rejects.toThrow(
      'onnxruntime took longer than 0.001 s to load the model and was ended; allow more with --time-limit',
    );
  });

  it('says when native code crashes', async () => {
    const child = startModelProcess(folder, (text) => text);
    const answer = child.ask({ kind: 'close' }, 'end the session', 60_000);
    child.end();
    await expect(answer).rejects.toThrow(/onnxruntime crashed \(SIGKILL\) when it was to end the session/u);
    await expect(child.ask({ kind: 'close' }, 'end the session', 60_000)).rejects.toThrow(/crashed/u);
  });
});

describe('onnxruntime that is not installed', () => {
  it('says what installs it', async () => {
    process.chdir(folder);
    try {
      await expect(measureSpec(residual, {}, one)).rejects.toThrow(
        'onnxruntime-node is not installed; run: npm install onnxruntime-node ' +
          '(add --ignore-scripts where a proxy stops its downloads)',
      );
    } finally {
      process.chdir(path.join(root, 'test'));
    }
  });
});

describe.skipIf(!isInstalled || !hasSoftwareCard)(
  `onnxruntime on webgpu (skipped without onnxruntime-node or ${chromium})`,
  () => {
    it('times what the device does and joins it', { timeout: 120_000 }, async () => {
      const before = { ...process.env };
      process.env['VK_ICD_FILENAMES'] = `${chromium}/vk_swiftshader_icd.json`;
      process.env['LD_LIBRARY_PATH'] = chromium;
      try {
        const { analysis, measurement } = await measureSpec(
          residual,
          { device: 'webgpu', warmup: 1, runs: 2, timeLimitMs: 60_000 },
          one,
        );
        expect(measurement.device).toBe('webgpu');
        expect(kernelsOf(measurement, analysis)).not.toEqual({});
        const owned = measurement.kernels.flatMap(({ layers }) => layers);
        expect([...owned, ...measurement.removed].toSorted((a, b) => a - b)).toEqual(
          analysis.layers.map(({ index }) => index),
        );
        // Emulated by a processor, a convolution takes milliseconds; handing it over takes microseconds.
        expect(Math.max(...measurement.kernels.map(({ medianMs }) => medianMs))).toBeGreaterThan(1);
      } finally {
        process.env = before;
      }
    });
  },
);
