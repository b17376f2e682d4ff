import { describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { NodeSpec } from '../../fixtures/build/model.js';
import { joinKernels } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { markOf } from '../../src/runtimes/onnxruntime/anchors.js';
import { modelKernelsOf } from '../../src/runtimes/onnxruntime/kernels.js';
import { analyseModel } from '../testers/analyse-model.js';

// The optimised graphs are those that onnxruntime 1.30.0 wrote for the models beside them.

const blocked = { domain: 'com.microsoft.nchwc' };
const place = (index: number): string => markOf(`graph.node[${index}]`);

/**
 * A convolution of the model, of the blocked one that onnxruntime makes of it, and what changes the layout before and
 * after.
 */
const conv = (input: string, output: string): NodeSpec =>
  node('Conv', [input, 'w'], [output], { pads: [1, 1, 1, 1] }, { name: `conv ${output}` });
const blockedConv = (name: string, inputs: readonly string[], output: string, activation?: string): NodeSpec =>
  node('Conv', inputs, [output], activation === undefined ? {} : { activation }, { name: `${name}_nchwc`, ...blocked });
const reorderInput = node('ReorderInput', ['x'], ['reorder_token_0'], {}, { name: 'ReorderInput', ...blocked });
const reorderOutput = (input: string, output: string, name = 'ReorderOutput'): NodeSpec =>
  node('ReorderOutput', [input], [output], {}, { name, ...blocked });

interface Joined {
  /** By kernel: the operators of its layers with what they give, or the purpose for which the runtime put it in. */
  readonly kernels: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

/** Which layers of a model each kernel of its optimised graph computes; kernels run in the order of the graph. */
function joined(nodes: readonly NodeSpec[], optimised: readonly NodeSpec[], names?: readonly string[]): Joined {
  const inputs = [value('x', 'float32', [1, 16, 16, 16])];
  const initializers = ['w', 'zero', 'six', 'one', 'half', 'root'].map((name) =>
    weight(name, 'float32', name === 'w' ? [16, 16, 3, 3] : []),
  );
  const around = constant('around', 'int64', [8], [0, 0, 1, 1, 0, 0, 1, 1]);
  const analysis = analyseModel({ opset: 20, inputs, outputs: ['y'], initializers: [...initializers, around], nodes });
  const bytes = model({
    opset: 20,
    domains: { 'com.microsoft': 1, 'com.microsoft.nchwc': 1 },
    inputs,
    outputs: ['y'],
    initializers: [...initializers, weight('reorder', 'float32', [16, 16, 3, 3])],
    nodes: optimised,
  });
  const traced = optimised.map(({ name = '', opType }, index) => ({
    // A node without a name is traced by its operator and its place.
    name: names?.[index] ?? (name === '' ? `${opType}_${index}` : name),
    op: opType,
    durationsMs: [1],
    calls: 1,
  }));
  const kernels = modelKernelsOf(traced, readModel(memorySource(bytes)), analysis.model, true);
  const { layers, removed } = joinKernels(analysis, kernels);
  const nameOf = (position: number): string => {
    const layer = analysis.layers[position];
    return `${layer?.node.opType} ${layer?.node.outputs.join()}`;
  };
  return {
    kernels: Object.fromEntries(
      kernels.map(({ name, purpose }, index) => [name, purpose ?? (layers[index] ?? []).map(nameOf).join(', ')]),
    ),
    removed: removed.map(nameOf),
  };
}

const layout = 'a change of layout';

describe('modelKernelsOf', () => {
  it.each([
    [
      'two nodes',
      [node('HardSigmoid', ['a'], ['h'], { alpha: 1 / 6 }), node('Mul', ['a', 'h'], ['m'])],
      'HardSigmoid h, Mul m',
    ],
    ['one', [node('HardSwish', ['a'], ['m'])], 'HardSwish m'],
  ] as const)('a convolution takes in a HardSwish that is written as %s', (_, activation, taken) => {
    expect(
      joined(
        [conv('x', 'a'), ...activation, conv('m', 'y')],
        [
          reorderInput,
          blockedConv('a', ['reorder_token_0', 'reorder'], 'reorder_token_1', 'HardSwish'),
          blockedConv('y', ['reorder_token_1', 'reorder'], 'reorder_token_2'),
          reorderOutput('reorder_token_2', 'y'),
        ],
      ),
    ).toEqual({
      kernels: { ReorderInput: layout, a_nchwc: `Conv a, ${taken}`, y_nchwc: 'Conv y', ReorderOutput: layout },
      removed: [],
    });
  });

  it('a Gelu between blocked convolutions, which has a name of its own, computes what lies between them', () => {
    expect(
      joined(
        [
          conv('x', 'a'),
          node('Div', ['a', 'root'], ['d']),
          node('Erf', ['d'], ['e']),
          node('Add', ['e', 'one'], ['f']),
          node('Mul', ['a', 'f'], ['g']),
          node('Mul', ['g', 'half'], ['m']),
          conv('m', 'y'),
        ],
        [
          reorderInput,
          blockedConv('a', ['reorder_token_0', 'reorder'], 'reorder_token_1'),
          node('Gelu', ['reorder_token_1'], ['reorder_token_2'], {}, { name: 'Gelu' }),
          blockedConv('y', ['reorder_token_2', 'reorder'], 'reorder_token_3'),
          reorderOutput('reorder_token_3', 'y'),
        ],
      ).kernels,
    ).toMatchObject({ a_nchwc: 'Conv a', Gelu: 'Div d, Erf e, Add f, Mul g, Mul m', y_nchwc: 'Conv y' });
  });

  it('of convolutions that are the same one is kept, and no other kernel takes the rest', () => {
    expect(
      joined(
        [
          conv('x', 'a'),
          conv('x', 'b'),
          node('Relu', ['a'], ['ra']),
          node('Sigmoid', ['b'], ['rb']),
          node('Add', ['ra', 'rb'], ['y']),
        ],
        [
          node('Conv', ['x', 'w'], ['b'], {}, { name: place(1) }),
          node('Sigmoid', ['b'], ['rb'], {}, { name: place(3) }),
          node('Relu', ['b'], ['ra'], {}, { name: place(2) }),
          node('Add', ['ra', 'rb'], ['y'], {}, { name: place(4) }),
        ],
      ),
    ).toEqual({
      kernels: { [place(1)]: 'Conv b', [place(3)]: 'Sigmoid rb', [place(2)]: 'Relu ra', [place(4)]: 'Add y' },
      removed: ['Conv a'],
    });
  });

  it('kernels of an operator that onnxruntime has written out are one', () => {
    const { kernels, removed } = joined(
      [conv('x', 'a'), node('Mish', ['a'], ['m']), conv('m', 'y')],
      [
        reorderInput,
        blockedConv('a', ['reorder_token_0', 'reorder'], 'reorder_token_1'),
        reorderOutput('reorder_token_1', 'a'),
        node('Softplus', ['a'], ['_inlfunc_Mish_Softplus_X']),
        node('Tanh', ['_inlfunc_Mish_Softplus_X'], ['_inlfunc_Mish_TanHSoftplusX']),
        node('Mul', ['a', '_inlfunc_Mish_TanHSoftplusX'], ['m']),
        node('Conv', ['m', 'w'], ['y'], {}, { name: place(2) }),
      ],
    );
    expect(kernels).toMatchObject({ 'Mul_5 + Softplus_3 + Tanh_4': 'Mish m', a_nchwc: 'Conv a', [place(2)]: 'Conv y' });
    expect(removed).toEqual([]);
  });

  it('a blocked convolution takes in the sum with another value, and the activation of that', () => {
    expect(
      joined(
        [
          conv('x', 'a'),
          node('Clip', ['a', 'zero', 'six'], ['m']),
          conv('m', 'b'),
          node('Add', ['b', 'm'], ['s']),
          node('Relu', ['s'], ['y']),
        ],
        [
          reorderInput,
          blockedConv('m', ['reorder_token_0', 'reorder'], 'reorder_token_1', 'Clip'),
          blockedConv('b', ['reorder_token_1', 'reorder', '', 'reorder_token_1'], 'reorder_token_2', 'Relu'),
          reorderOutput('reorder_token_2', 'y'),
        ],
      ).kernels,
    ).toMatchObject({ m_nchwc: 'Conv a, Clip m', b_nchwc: 'Conv b, Add s, Relu y' });
  });

  it('a matrix product takes in the addition behind it, not the change of shape that was put in', () => {
    expect(
      joined(
        [
          node('MatMul', ['x', 'w'], ['p'], {}, { name: 'product' }),
          node('Add', ['p', 'one'], ['y'], {}, { name: 'bias' }),
        ],
        [
          node('Reshape', ['x', 'shape'], ['gemm_input_reshape_arg'], {}, { name: 'gemm_input_reshape' }),
          node(
            'Gemm',
            ['gemm_input_reshape_arg', 'w', 'one'],
            ['gemm_output_reshape_arg'],
            {},
            { name: `${place(0)}/MatMulAddFusion` },
          ),
          node('Reshape', ['gemm_output_reshape_arg', 'shape'], ['y'], {}, { name: 'gemm_output_reshape' }),
        ],
      ).kernels,
    ).toEqual({
      gemm_input_reshape: 'a change of shape',
      [`${place(0)}/MatMulAddFusion`]: 'MatMul p, Add y',
      gemm_output_reshape: 'a change of shape',
    });
  });

  it('tensors may have from the start the names that onnxruntime gives when it widens half precision', () => {
    expect(
      joined(
        [conv('x', 'InsertedPrecisionFreeCast_a'), conv('InsertedPrecisionFreeCast_a', 'y')],
        [
          reorderInput,
          blockedConv('InsertedPrecisionFreeCast_a', ['reorder_token_0', 'reorder'], 'reorder_token_1'),
          blockedConv('y', ['reorder_token_1', 'reorder'], 'reorder_token_2'),
          reorderOutput('reorder_token_2', 'y'),
        ],
      ).kernels,
    ).toMatchObject({ InsertedPrecisionFreeCast_a_nchwc: 'Conv InsertedPrecisionFreeCast_a', y_nchwc: 'Conv y' });
  });

  it.each([
    ['a pooling that pads as much takes the Pad in', { pads: [1, 1, 1, 1] }, 'Conv a', 'Pad p, AveragePool y'],
    ['a Pad that no kernel does is that of what it reads', {}, 'Conv a, Pad p', 'AveragePool y'],
  ] as const)('%s', (_, padding, before, pooled) => {
    expect(
      joined(
        [
          conv('x', 'a'),
          node('Pad', ['a', 'around'], ['p']),
          node('AveragePool', ['p'], ['y'], { kernel_shape: [3, 3] }, { name: 'pool' }),
        ],
        [
          reorderInput,
          blockedConv('a', ['reorder_token_0', 'reorder'], 'reorder_token_1'),
          node(
            'AveragePool',
            ['reorder_token_1'],
            ['reorder_token_2'],
            { kernel_shape: [3, 3], ...padding },
            { name: 'y_nchwc', ...blocked },
          ),
          reorderOutput('reorder_token_2', 'y'),
        ],
      ).kernels,
    ).toMatchObject({ a_nchwc: before, y_nchwc: pooled });
  });
});
