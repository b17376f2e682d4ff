import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ReportDocument } from '../../src/report/index.js';
import { expectValid } from '../testers/report-schema.js';
import { netstat, program } from '../testers/run-netstat.js';
import { file, folder } from '../testers/scratch-folder.js';
import { measure, mobilenet, reportOf } from '../testers/run-measure.js';

const isInstalled = existsSync('test/node_modules/onnxruntime-node');

describe.skipIf(!isInstalled)(
  'netstat measure (skipped where `npm run test:setup` has not installed onnxruntime-node)',
  () => {
    it('measures a network whose weights are absent, and every layer has its kernel', () => {
      const run = measure([mobilenet, '--format', 'json', '--runs', '5', '--warmup', '1']);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      const { layers, measurement } = reportOf(run);
      expect(measurement).toMatchObject({
        runtime: 'onnxruntime',
        device: 'cpu',
        level: 'all',
        threads: 1,
        runs: 5,
        warmup: 1,
      });
      expect(measurement.joinedShare).toBeGreaterThan(0.93);
      // Onnxruntime 1.30 plans 6,823,936 bytes with its AVX2 kernels; no build needs less than the largest activation
      // or more than all of them.
      expect(measurement.plannedBytes).toBeGreaterThan(4_816_896 - 1);
      expect(measurement.plannedBytes).toBeLessThan(2 * 6_823_936);
      const owned = measurement.kernels.flatMap((kernel) => kernel.layers);
      expect(new Set(owned).size).toBe(owned.length);
      const running = layers
        .filter(({ category }) => category !== 'constant' && category !== 'shape')
        .map(({ index }) => index);
      expect([...owned, ...measurement.removed].toSorted((a, b) => a - b)).toEqual(running);
      const joinedMs = measurement.kernels
        .filter((kernel) => kernel.layers.length > 0)
        .reduce((sum, { ms }) => sum + ms, 0);
      expect(joinedMs + measurement.overheadMs).toBeCloseTo(measurement.kernelsMs);
      expect(layers.filter(({ latency }) => latency !== undefined)).toHaveLength(owned.length);
    });

    it('breaks a budget for latency', () => {
      expect(
        measure([mobilenet, '--runs', '1', '--warmup', '0', '--rule', 'max-latency=1 µs', '--format', 'json']).status,
      ).toBe(1);
      expect(
        measure([mobilenet, '--runs', '1', '--warmup', '0', '--rule', 'max-latency=100 s', '--format', 'json']).status,
      ).toBe(0);
    });

    it('takes inputs that steer shapes from options, and makes up none', () => {
      const reshape = file(
        'reshape.onnx',
        model({
          opset: 17,
          inputs: [value('x', 'float32', ['N', 6]), value('to', 'int64', [2])],
          outputs: ['y'],
          nodes: [node('Reshape', ['x', 'to'], ['y'])],
        }),
      );
      expect(measure([reshape])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(
          'the input to steers shapes and cannot be made up; say what it is with --value to=4,4 or --input to=file.npy',
        ) as string,
      });
      const run = measure([reshape, '--value', 'to=3,2', '--format', 'json', '--runs', '1']);
      expect(reportOf(run).measurement.notes).toEqual(expect.arrayContaining(['N = 1 was assumed']));
    });

    it('never makes up stored integers that steer shapes', () => {
      const bytes = model({
        opset: 17,
        inputs: [value('x', 'float32', [6])],
        outputs: ['y'],
        initializers: [weight('to', 'int64', [2])],
        nodes: [node('Reshape', ['x', 'to'], ['y'])],
      });
      expect(measure([file('absent.onnx', bytes)])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('the integers of to are in weights.bin, which is not there') as string,
      });
    });

    it('says what it took a first axis for when the model cannot run with it', () => {
      const overTime = file(
        'over-time.onnx',
        model({
          opset: 17,
          inputs: [value('x', 'float32', ['time', 4])],
          outputs: ['y'],
          initializers: [weight('w', 'float32', [2, 4, 3]), constant('front', 'int64', [1], [0])],
          nodes: [
            node('Transpose', ['x'], ['t'], { perm: [1, 0] }),
            node('Unsqueeze', ['t', 'front'], ['u']),
            node('Conv', ['u', 'w'], ['y']),
          ],
        }),
      );
      const { status, stderr } = measure([overTime]);
      expect(stderr).toMatch(
        /^netstat: .*over-time\.onnx: with --dim time=1, which was assumed, onnxruntime cannot run the model: .+\n$/u,
      );
      expect(status).toBe(2);
      expect(measure([overTime, '--dim', 'time=8', '--runs', '2']).status).toBe(0);
    });

    it('measures several models, one that fails among them, and compares their speed', () => {
      const small = file(
        'small.onnx',
        model({
          opset: 17,
          inputs: [value('x', 'float32', [8, 8])],
          outputs: ['y'],
          initializers: [weight('w', 'float32', [8, 8])],
          nodes: [node('MatMul', ['x', 'w'], ['y'])],
        }),
      );
      const run = measure([small, file('broken.onnx', 'nothing'), mobilenet, '--runs', '2', '--warmup', '0']);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/^netstat: .*broken\.onnx: .+\n$/u);
      expect(run.stdout).toContain('speed against multiply-adds');
      expect(run.stdout).toContain('where the time goes:');
    });

    it('calibrates, and then shows bounds', { timeout: 300_000 }, () => {
      const env = { XDG_CACHE_HOME: folder, TMPDIR: folder };
      const calibration = netstat(['calibrate'], { cwd: 'test', env });
      expect(calibration.status).toBe(0);
      expect(calibration.stdout).toMatch(/roof: [\d.]+ GFLOP\/s and [\d.]+ GB\/s/u);
      const { stdout } = measure([
        mobilenet,
        '--runs',
        '2',
        '--format',
        'csv',
        '--columns',
        'layer,bound,bound-by,efficiency',
      ]);
      expect(stdout).toMatch(/,\/features\.\d+\/Conv,[\d.]+,(?:compute|memory),[\d.]+/u);
    });

    // From 22 on Node keeps compiled code of its own there.
    const noCompileCache = { NODE_DISABLE_COMPILE_CACHE: '1' };

    it('ends on Ctrl-C and leaves no file', { timeout: 60_000 }, async () => {
      const temporary = mkdtempSync(path.join(folder, 'temporary-'));
      const child = spawn(process.execPath, [program, 'measure', mobilenet, '--runs', '100000'], {
        cwd: 'test',
        env: { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, ...noCompileCache },
        stdio: 'ignore',
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => setTimeout(resolve, 2500));
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      expect(readdirSync(temporary)).toEqual([]);
      expect(existsSync(`${mobilenet}.data`)).toBe(false);
    });

    it('settles the passes of a loop whose number data decide', () => {
      const counter = [value('count', 'float32', [1])];
      const loop = file(
        'loop.onnx',
        model({
          opset: 17,
          inputs: [value('x', 'float32', [1])],
          outputs: ['last'],
          initializers: [constant('zero', 'float32', [1], [0]), constant('go', 'bool', [], [true])],
          nodes: [
            node('Mul', ['x', 'zero'], ['start']),
            node(
              'Loop',
              ['', 'go', 'start'],
              ['last'],
              {
                body: graph({
                  inputs: [value('pass', 'int64', []), value('going', 'bool', []), ...counter],
                  outputs: [value('more', 'bool', []), value('next', 'float32', [1])],
                  initializers: [constant('one', 'float32', [1], [1]), constant('limit', 'float32', [], [6.5])],
                  nodes: [
                    node('Add', ['count', 'one'], ['next']),
                    node('ReduceSum', ['next'], ['sum'], { keepdims: 0 }),
                    node('Less', ['sum', 'limit'], ['more']),
                  ],
                }),
              },
              { name: 'counting' },
            ),
          ],
        }),
      );
      const open = (JSON.parse(netstat([loop, '--format', 'json']).stdout) as ReportDocument).models[0];
      expect(open).toMatchObject({ unbound: [{ symbol: expect.stringContaining('counting') as unknown }] });
      // 1 more each time, while it is below 6.5: 7 passes.
      const { unbound, layers, measurement } = reportOf(measure([loop, '--format', 'json', '--runs', '5']));
      expect(unbound).toEqual([]);
      expect(layers.filter(({ op }) => op === 'Add').map(({ times }) => times)).toEqual([7]);
      expect(measurement.notes).toContain('counting made 7 passes a run: the figures are of so many');
    });

    it('compares models and settings that take turns', () => {
      const models = measure([mobilenet, mobilenet, '--runs', '5', '--warmup', '1', '--format', 'json']);
      expect(models.status).toBe(0);
      const document = JSON.parse(models.stdout) as ReportDocument;
      expectValid(document);
      expect(document.models).toHaveLength(2);
      const [speed] = document.comparison ?? [];
      expect(speed).toMatchObject({ base: mobilenet, head: mobilenet });
      const figures = document.models.map((each) => ('measurement' in each ? each.measurement?.endToEnd?.ms : NaN));
      expect(speed?.ratio).toBeGreaterThan((0.5 * (figures[0] ?? NaN)) / (figures[1] ?? NaN));
      expect(speed?.ratio).toBeLessThan((2 * (figures[0] ?? NaN)) / (figures[1] ?? NaN));
      expect(models.stderr).toMatch(/no difference between|is \d+\.\d+ ± \d+\.\d+ × faster than/u);
      const levels = measure([mobilenet, '--runs', '8', '--warmup', '1', '--level', 'disabled,all']);
      expect(levels).toMatchObject({ status: 0, stderr: '' });
      expect(levels.stdout).toContain(`(level all) is `);
      expect(levels.stdout).toContain(`× faster than ${mobilenet} (level disabled)`);
    });

    it('leaves no file when it is done either', () => {
      const temporary = mkdtempSync(path.join(folder, 'temporary-'));
      netstat(['measure', mobilenet, '--runs', '1'], { cwd: 'test', env: { TMPDIR: temporary, ...noCompileCache } });
      expect(readdirSync(temporary)).toEqual([]);
    });
  },
);
