import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { constant, model, node, value } from '../../fixtures/build/model.js';
import { file, folder } from '../testers/scratch-folder.js';
import { measure, mobilenet, reportOf } from '../testers/run-measure.js';

describe('netstat measure without a runtime', () => {
  it('says in a line what to install', () => {
    expect(measure([mobilenet], folder)).toEqual({
      status: 2,
      stderr:
        `netstat: ${mobilenet}: onnxruntime-node is not installed; run: npm install onnxruntime-node ` +
        '(add --ignore-scripts where a proxy stops its downloads), or npm install onnxruntime-web and measure with ' +
        '--runtime onnxruntime-web, which needs no native code\n',
      stdout: '',
    });
  });

  it('reads profiles all the same', () => {
    const profile = file(
      'times.csv',
      'name,ms\n/features.0/Conv + /features.0/Clip,2\n/classifier/Gemm,1\nnobody,1\n*,5\n',
    );
    const { measurement } = reportOf(measure([mobilenet, '--profile', profile, '--format', 'json'], folder));
    expect(measurement).toMatchObject({
      kernelsMs: 4,
      overheadMs: 1,
      joinedShare: 0.75,
      endToEnd: { medianMs: 5 },
      threads: null,
    });
    expect(readFileSync(profile, 'utf8')).toContain('nobody');
  });

  it("runs a program of the user's", () => {
    const bench = file(
      'bench.mjs',
      'console.log(`name,ms\\n${process.argv[2].endsWith(".onnx") ? "/features.0/Conv" : "?"},2`)',
    );
    const { measurement } = reportOf(
      measure(
        [
          mobilenet,
          '--runtime',
          'command',
          '--runs',
          '2',
          '--format',
          'json',
          '--',
          process.execPath,
          bench,
          '{model}',
        ],
        folder,
      ),
    );
    expect(measurement).toMatchObject({ runtime: 'command', joinedShare: 1, kernelsMs: 2, runs: 2 });
  });

  it.each([
    [['--runtime', 'tensorrt'], 'there is no such runtime'],
    [['--level', 'al'], 'did you mean all?'],
    [['--threads', '0'], '--threads 0: should be a number from 1'],
    [['--runs', 'many'], '--runs many: should be a number from 1'],
    [['--roofline', '90'], 'should be like --roofline 90,20'],
    [['--runtime', 'command'], 'needs the command after --'],
    [['--profile', 'absent.json'], '--profile absent.json: cannot be read'],
    [['--input', 'x=absent.npy'], '--input absent.npy: cannot be read'],
    [['--dim', 'Z=1'], 'the model has no open dimension Z'],
  ])('refuses %j', (given, message) => {
    const run = measure([mobilenet, ...given], folder);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('asks for sizes that are open', () => {
    const open = file(
      'open.onnx',
      model({
        opset: 17,
        inputs: [value('x', 'float32', ['N', 3, 'H', 'W'])],
        outputs: ['y'],
        initializers: [constant('k', 'float32', [], [1])],
        nodes: [node('Add', ['x', 'k'], ['y'])],
      }),
    );
    expect(measure([open], folder).stderr).toBe(
      `netstat: ${open}: the sizes of the inputs are open; add --dim N=1 --dim H=224 --dim W=224\n`,
    );
  });
});
