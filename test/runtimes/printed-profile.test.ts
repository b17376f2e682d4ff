import { describe, expect, it } from 'vitest';
import { float, model, node, value, weight } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { splitOf } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { profileOfPrinted } from '../../src/runtimes/onnxruntime/printed-profile.js';

/** A product with its bias, a GELU as PyTorch writes it out, and a product. */
const read = readModel(
  memorySource(
    model({
      opset: 17,
      inputs: [value('x', 'float32', [1, 4, 16])],
      outputs: ['y'],
      initializers: [
        weight('w1', 'float32', [16, 32]),
        weight('w2', 'float32', [32, 16]),
        weight('bias', 'float32', [32]),
        weight('root', 'float32', []),
        weight('half', 'float32', []),
      ],
      nodes: [
        node('MatMul', ['x', 'w1'], ['u'], {}, { name: 'up' }),
        node('Add', ['u', 'bias'], ['m'], {}, { name: 'plus' }),
        node('Constant', [], ['one'], { value_float: float(1) }, { name: 'one' }),
        node('Div', ['m', 'root'], ['d'], {}, { name: 'div' }),
        node('Erf', ['d'], ['e'], {}, { name: 'erf' }),
        node('Add', ['e', 'one'], ['a'], {}, { name: 'add' }),
        node('Mul', ['m', 'a'], ['p'], {}, { name: 'mul' }),
        node('Mul', ['p', 'half'], ['g'], {}, { name: 'halve' }),
        node('MatMul', ['g', 'w2'], ['y'], {}, { name: 'down' }),
      ],
    }),
  ),
);

/** The lines that onnxruntime-web prints of one run with these kernels, one millisecond each. */
function printed(kernels: readonly (readonly [name: string, op: string])[]): string {
  const event = (cat: string, name: string, ts: number, dur: number, args: object): string =>
    `${JSON.stringify({ cat, pid: 1, tid: 1, dur, ts, ph: 'X', name, args })},`;
  return [
    '[',
    event('Session', 'model_run', 0, 1000 * kernels.length, {}),
    ...kernels.map(([name, op], index) =>
      event('Node', `${name}_kernel_time`, 1000 * index, 1000, {
        op_name: op,
        provider: 'CPUExecutionProvider',
        node_index: String(index),
      }),
    ),
    ']',
  ].join('\n');
}

const names = (text: string) => {
  const analysis = analyse(read);
  const split = splitOf(analysis, profileOfPrinted(text, read), 0);
  return {
    ...split,
    kernels: split.kernels.map(({ layers, purpose }) => [
      layers.toSorted((a, b) => a - b).map((index) => analysis.layers[index]?.node.name),
      purpose,
    ]),
  };
};

describe('what onnxruntime-web prints', () => {
  it('has GELUs under names of its own, which are those of the model in their order', () => {
    const { kernels, joinedShare } = names(
      printed([
        ['@graph.node[0]@/MatMulAddFusion', 'Gemm'],
        ['Gelu_token_3', 'Gelu'],
        ['@graph.node[8]@', 'MatMul'],
      ]),
    );
    expect(kernels).toEqual([
      [['up', 'plus'], undefined],
      [['div', 'erf', 'add', 'mul', 'halve'], undefined],
      [['down'], undefined],
    ]);
    expect(joinedShare).toBe(1);
  });

  it('has reshapes and copies that onnxruntime has put in', () => {
    const { kernels, joinedShare, explainedShare } = names(
      printed([
        ['gemm_input_reshape', 'Reshape'],
        ['@graph.node[0]@', 'MatMul'],
        ['Transpose_token_1', 'Transpose'],
        ['Something', 'Other'],
      ]),
    );
    expect(kernels).toEqual([
      [[], 'a change of shape'],
      [['up'], undefined],
      [[], 'a change of layout'],
      [[], undefined],
    ]);
    expect([joinedShare, explainedShare]).toEqual([0.25, 0.75]);
  });

  it('has times that a browser has rounded, which are read off many runs', () => {
    const events = (durations: readonly number[]): string =>
      durations
        .flatMap((dur, run) => [
          { cat: 'Session', name: 'model_run', ts: 100_000 * run, dur: 90_000 },
          { cat: 'Api', name: '@graph.node[0]@&MatMul&MatMul', ts: 100_000 * run + 1, dur },
        ])
        .map((event) => JSON.stringify({ ...event, pid: 1, tid: 1, ph: 'X', args: {} }))
        .join('\n');
    // Multiples of 65.536 µs, in whole microseconds.
    const rounded = Array.from({ length: 30 }, (_, run) => Math.trunc((run % 4) * 65.536));
    expect(profileOfPrinted(events(rounded), read).coarse?.clockMs).toBeCloseTo(0.065536, 6);
    expect(profileOfPrinted(events(rounded.map((dur) => dur + 7)), read).coarse).toBeUndefined();
  });
});
