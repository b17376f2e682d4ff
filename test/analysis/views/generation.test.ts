import { describe, expect, it } from 'vitest';
import { constant, graph, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { mobileNetV2 } from '../../../fixtures/networks/mobilenet-v2.js';
import { analyse, carriedStatesOf, generationOf } from '../../../src/analysis/index.js';
import { memorySource, readModel } from '../../../src/onnx/index.js';
import { model } from '../../../fixtures/build/model.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const hidden = 32;
const heads = 4;
const headSize = 8;

/** A layer of attention over a cache that a Concat extends, under names that say nothing. */
function concatenated(): ModelSpec {
  const cache = [1, heads, 'P', headSize].map((dim, axis) => (axis === 0 ? 'N' : dim));
  return {
    opset: 24,
    inputs: [value('a', 'float32', ['N', 'S', hidden]), value('b', 'float32', cache), value('c', 'float32', cache)],
    outputs: ['h', 'k', 'v'],
    initializers: [
      ...['q', 'r', 's'].map((name) => weight(`w${name}`, 'float32', [hidden, hidden])),
      constant('split', 'int64', [4], [0, 0, heads, headSize]),
    ],
    nodes: [
      ...['q', 'r', 's'].flatMap((name) => [
        node('MatMul', ['a', `w${name}`], [`p${name}`]),
        node('Reshape', [`p${name}`, 'split'], [`m${name}`]),
        node('Transpose', [`m${name}`], [`t${name}`], { perm: [0, 2, 1, 3] }),
      ]),
      node('Concat', ['b', 'tr'], ['k'], { axis: 2 }),
      node('Concat', ['c', 'ts'], ['v'], { axis: 2 }),
      node('Attention', ['tq', 'k', 'v'], ['h']),
    ],
  };
}

function pairs(spec: ModelSpec): readonly string[] {
  return carriedStatesOf(analyseModel(spec)).map(({ input, output }) => `${input.name} → ${output.name}`);
}

describe('a carried state', () => {
  it('is found where a Concat extends it, whatever its name', () => {
    expect(pairs(concatenated())).toEqual(['b → k', 'c → v']);
  });

  it('is found where a recurrent layer gives its last one', () => {
    const state = value('x1', 'float32', [1, 'N', 16]);
    expect(
      pairs({
        opset: 17,
        inputs: [value('x0', 'float32', ['T', 'N', 8]), state, value('x2', 'float32', [1, 'N', 16])],
        outputs: ['y', 'y1', 'y2'],
        initializers: [weight('w', 'float32', [1, 64, 8]), weight('r', 'float32', [1, 64, 16])],
        nodes: [node('LSTM', ['x0', 'w', 'r', '', '', 'x1', 'x2'], ['y', 'y1', 'y2'], { hidden_size: 16 })],
      }),
    ).toEqual(['x1 → y1', 'x2 → y2']);
  });

  it('is found where places of a buffer are written over', () => {
    expect(
      pairs({
        opset: 18,
        inputs: [value('buffer', 'float32', [64, 8]), value('at', 'int64', [4, 1]), value('x', 'float32', [4, 8])],
        outputs: ['y'],
        nodes: [node('ScatterND', ['buffer', 'at', 'x'], ['y'])],
      }),
    ).toEqual(['buffer → y']);
  });

  it('is found through the bodies of a branch', () => {
    const body = (operator: string) =>
      graph({
        inputs: [],
        outputs: [`${operator}_out`],
        nodes: [
          node(operator === 'then' ? 'Neg' : 'Relu', ['x'], [`${operator}_new`]),
          node('Concat', ['past', `${operator}_new`], [`${operator}_out`], { axis: 0 }),
        ],
      });
    expect(
      pairs({
        opset: 18,
        inputs: [value('go', 'bool', []), value('past', 'float32', ['P', 8]), value('x', 'float32', ['S', 8])],
        outputs: ['present'],
        nodes: [node('If', ['go'], ['present'], { then_branch: body('then'), else_branch: body('else') })],
      }),
    ).toEqual(['past → present']);
  });

  it('is found where branches of unequal ranks stand around a recurrent layer', () => {
    const either = (name: string, from: string) =>
      node('If', ['flag'], [name], {
        then_branch: graph({ outputs: [`${name}_t`], nodes: [node('Unsqueeze', [from, 'c0'], [`${name}_t`])] }),
        else_branch: graph({ outputs: [`${name}_e`], nodes: [node('Identity', [from], [`${name}_e`])] }),
      });
    const spec: ModelSpec = {
      opset: 17,
      inputs: [
        value('x', 'float32', [1, 'samples', 8]),
        value('state', 'float32', [2, 'samples', 16]),
        value('flag', 'bool', []),
      ],
      outputs: ['y', value('next', 'float32', ['next_0', undefined, undefined])],
      initializers: [
        weight('w', 'float32', [1, 64, 8]),
        weight('r', 'float32', [1, 64, 16]),
        constant('zero', 'int64', [], [0]),
        constant('one', 'int64', [], [1]),
        constant('c0', 'int64', [1], [0]),
      ],
      nodes: [
        node('Gather', ['state', 'zero'], ['h']),
        node('Gather', ['state', 'one'], ['c']),
        either('h3', 'h'),
        either('c3', 'c'),
        node('LSTM', ['x', 'w', 'r', '', '', 'h3', 'c3'], ['y', 'h1', 'c1'], { hidden_size: 16 }),
        node('Concat', ['h1', 'c1'], ['next'], { axis: 0 }),
      ],
    };
    expect(pairs(spec)).toEqual(['state → next']);
    // Both states of the layer; what the file does not tell of the output is as the input has it.
    expect(generationOf(analyseModel(spec))?.perUnit).toEqual([{ symbol: 'samples', bytes: 4 * 2 * 16 }]);
    expect(generationOf(analyseModel(spec))?.runs).toEqual([]);
  });

  it('may have a default in the file, as an initializer that is listed among the inputs', () => {
    const hidden = value('h0', 'float32', [1, 4]);
    const body = graph({
      inputs: [value('h_in', 'float32', [1, 4]), value('x_in', 'float32', [1, 4])],
      outputs: ['h_out'],
      nodes: [node('MatMul', ['h_in', 'w'], ['hw']), node('Add', ['hw', 'x_in'], ['h_out'])],
    });
    const spec = (inputs: NonNullable<ModelSpec['inputs']>): ModelSpec => ({
      opset: 17,
      inputs,
      outputs: ['h1'],
      initializers: [weight('w', 'float32', [4, 4]), weight('h0', 'float32', [1, 4])],
      nodes: [node('Scan', ['h0', 'x'], ['h1'], { body, num_scan_inputs: 1 })],
    });
    const sequence = value('x', 'float32', ['T', 1, 4]);
    expect(pairs(spec([sequence, hidden]))).toEqual(['h0 → h1']);
    expect(generationOf(analyseModel(spec([sequence, hidden])))?.stateBytes).toBe(4 * 4);
    expect(pairs(spec([sequence])), 'a constant').toEqual([]);
  });

  it('is none where the output is computed, only moved, or joined from data of another type', () => {
    const image = value('x', 'float32', [1, 3, 32, 32]);
    const residual: ModelSpec = {
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [3, 3, 1, 1])],
      nodes: [node('Conv', ['x', 'w'], ['c']), node('Add', ['x', 'c'], ['y'])],
    };
    expect(pairs(residual)).toEqual([]);
    expect(pairs({ opset: 17, inputs: [image], outputs: ['y'], nodes: [node('Identity', ['x'], ['y'])] })).toEqual([]);
    expect(pairs(mobileNetV2())).toEqual([]);
  });
});

describe('runs of a model with a cache', () => {
  const spec = concatenated();

  it('cost what separate analyses at their sizes cost', () => {
    const file = readModel(memorySource(model(spec)));
    const runs = generationOf(analyse(file), [16, 100])?.runs ?? [];
    expect(runs.map(({ kind, context, dims }) => [kind, context, Object.fromEntries(dims)])).toEqual([
      ['prefill', 16, { N: 1, S: 16, P: 0 }],
      ['decode', 16, { N: 1, S: 1, P: 15 }],
      ['prefill', 100, { N: 1, S: 100, P: 0 }],
      ['decode', 100, { N: 1, S: 1, P: 99 }],
    ]);
    for (const { dims, macs } of runs) {
      expect(plain(analyse(file, { dims }).totals.macs)).toBe(macs);
    }
  });

  it('read every weight once and the cache as it is moved, by formula', () => {
    const decode = generationOf(analyseModel(spec), [16])?.runs.find(({ kind }) => kind === 'decode');
    expect(decode?.weightReadBytes, 'three projections').toBe(4 * 3 * hidden * hidden);
    // Concat reads the 15 places of the past, attention the 16 of the present; keys and values.
    expect(decode?.stateReadBytes).toBe(4 * 2 * heads * headSize * (15 + 16));
    expect(decode?.stateWriteBytes, 'a Concat writes all of it').toBe(4 * 2 * heads * headSize * 16);
    expect(decode?.stateBytes).toBe(4 * 2 * heads * headSize * 16);
  });

  it('take the weights as they are stored beside what is alive at once', () => {
    const splits = 8 * 4;
    for (const { neededBytes, peakBytes } of generationOf(analyseModel(spec))?.runs ?? []) {
      expect(neededBytes).toBe(4 * 3 * hidden * hidden + splits + (peakBytes ?? NaN));
    }
  });

  it('grow the state by the same with each token', () => {
    expect(generationOf(analyseModel(spec))).toMatchObject({ states: 2, perTokenBytes: 4 * 2 * heads * headSize });
  });

  it('are not shown of a model that keeps nothing', () => {
    expect(generationOf(analyseModel(mobileNetV2()))).toBeUndefined();
  });
});
