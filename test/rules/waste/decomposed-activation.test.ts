import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { Initializer, ModelSpec, NodeSpec } from '../../../fixtures/build/model.js';
import rule from '../../../src/rules/waste/decomposed-activation.js';
import { testRule } from '../../testers/test-rule.js';

const channels = 8;
const numbers = {
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  six: 6,
  sixth: 1 / 6,
  root: Math.SQRT2,
  inverse: Math.SQRT1_2,
  cubic: 0.044715,
  slope: Math.sqrt(2 / Math.PI),
  zero: 0,
  epsilon: 1e-5,
  minus: -1,
};
const scalars: readonly Initializer[] = Object.entries(numbers).map(([name, number]) =>
  constant(name, 'float32', [], [number]),
);
const vectors = [
  weight('gamma', 'float32', [channels]),
  weight('beta', 'float32', [channels]),
  constant('last', 'int64', [1], [-1]),
  constant('second', 'int64', [1], [1]),
];

/** Steps from `x`; each gives its own name, the last `y`. */
function steps(
  opset: number,
  ...list: readonly (readonly [type: string, inputs: readonly string[], attributes?: NodeSpec['attributes']])[]
): ModelSpec {
  const nodes = list.map(([type, inputs, attributes], index) =>
    node(type, inputs, [index === list.length - 1 ? 'y' : `s${index}`], attributes ?? {}, { name: `s${index}` }),
  );
  return {
    opset,
    inputs: [value('x', 'float32', [2, 4, channels])],
    outputs: ['y'],
    nodes,
    initializers: [...scalars, ...vectors],
  };
}

/** One finding: which function, of which opset, in which layers. */
const is = (operator: string, opset: number, severity: 'info' | 'warning', count: number) => [
  {
    severity,
    layers: Array.from({ length: count }, (_, index) => `s${index}`),
    data: { operator, opset, count: 1, layersEach: [count] },
  },
];

const geluErf = steps(
  17,
  ['Div', ['x', 'root']],
  ['Erf', ['s0']],
  ['Add', ['s1', 'one']],
  ['Mul', ['x', 's2']],
  ['Mul', ['s3', 'half']],
);
const layerNorm = (...tail: Parameters<typeof steps>[1][]) =>
  steps(
    16,
    ['ReduceMean', ['x'], { axes: [-1] }],
    ['Sub', ['x', 's0']],
    ['Pow', ['s1', 'two']],
    ['ReduceMean', ['s2'], { axes: [-1] }],
    ['Add', ['s3', 'epsilon']],
    ['Sqrt', ['s4']],
    ['Div', ['s1', 's5']],
    ...tail,
  );

testRule(rule, {
  quiet: [
    {
      name: 'whole ones',
      model: steps(20, ['Gelu', ['x']], ['HardSwish', ['s0']], ['LayerNormalization', ['s1', 'gamma']]),
    },
    {
      name: 'another factor',
      model: steps(
        17,
        ['Div', ['x', 'two']],
        ['Erf', ['s0']],
        ['Add', ['s1', 'one']],
        ['Mul', ['x', 's2']],
        ['Mul', ['s3', 'half']],
      ),
    },
    { name: 'a gate of another value', model: steps(17, ['Relu', ['x']], ['Sigmoid', ['x']], ['Mul', ['s0', 's1']]) },
    { name: 'what another layer reads too', model: { ...geluErf, outputs: ['y', 's2'] } },
    { name: 'a factor that is not one number', model: steps(17, ['Sigmoid', ['x']], ['Mul', ['s0', 'gamma']]) },
    {
      name: 'normalised over another axis',
      model: steps(
        16,
        ['ReduceMean', ['x'], { axes: [1] }],
        ['Sub', ['x', 's0']],
        ['Mul', ['s1', 's1']],
        ['ReduceMean', ['s2'], { axes: [1] }],
        ['Sqrt', ['s3']],
        ['Div', ['s1', 's4']],
      ),
    },
    { name: 'a product with itself', model: steps(17, ['Mul', ['x', 'x']], ['Mul', ['s0', 'half']]) },
  ],
  reports: [
    { name: 'Gelu by erf', model: geluErf, findings: is('Gelu', 20, 'info', 5) },
    {
      name: 'Gelu by erf, in another order',
      model: steps(
        17,
        ['Mul', ['x', 'inverse']],
        ['Erf', ['s0']],
        ['Mul', ['s1', 'half']],
        ['Add', ['half', 's2']],
        ['Mul', ['s3', 'x']],
      ),
      findings: is('Gelu', 20, 'info', 5),
    },
    {
      name: 'Gelu by tanh',
      model: steps(
        17,
        ['Pow', ['x', 'three']],
        ['Mul', ['s0', 'cubic']],
        ['Add', ['x', 's1']],
        ['Mul', ['s2', 'slope']],
        ['Tanh', ['s3']],
        ['Add', ['s4', 'one']],
        ['Mul', ['x', 's5']],
        ['Mul', ['s6', 'half']],
      ),
      findings: is('Gelu (approximate="tanh")', 20, 'warning', 8),
    },
    {
      name: 'Gelu by tanh, with x·x·x',
      model: steps(
        17,
        ['Mul', ['x', 'x']],
        ['Mul', ['s0', 'x']],
        ['Mul', ['cubic', 's1']],
        ['Add', ['x', 's2']],
        ['Mul', ['slope', 's3']],
        ['Tanh', ['s4']],
        ['Add', ['one', 's5']],
        ['Mul', ['x', 'half']],
        ['Mul', ['s7', 's6']],
      ),
      findings: is('Gelu (approximate="tanh")', 20, 'warning', 9),
    },
    {
      name: 'HardSwish by Clip',
      model: steps(
        13,
        ['Add', ['x', 'three']],
        ['Clip', ['s0', 'zero', 'six']],
        ['Mul', ['x', 's1']],
        ['Div', ['s2', 'six']],
      ),
      findings: is('HardSwish', 14, 'warning', 4),
    },
    {
      name: 'HardSwish by Clip whose bounds are attributes',
      model: steps(
        9,
        ['Add', ['x', 'three']],
        ['Clip', ['s0'], { min: { kind: 'float', value: 0 }, max: { kind: 'float', value: 6 } }],
        ['Mul', ['x', 's1']],
        ['Mul', ['s2', 'sixth']],
      ),
      findings: is('HardSwish', 14, 'warning', 4),
    },
    {
      name: 'HardSwish by HardSigmoid',
      model: steps(13, ['HardSigmoid', ['x'], { alpha: 1 / 6, beta: 0.5 }], ['Mul', ['x', 's0']]),
      findings: is('HardSwish', 14, 'info', 2),
    },
    { name: 'Swish', model: steps(13, ['Sigmoid', ['x']], ['Mul', ['x', 's0']]), findings: is('Swish', 24, 'info', 2) },
    {
      name: 'Swish by an exponential',
      model: steps(13, ['Neg', ['x']], ['Exp', ['s0']], ['Add', ['s1', 'one']], ['Div', ['x', 's2']]),
      findings: is('Swish', 24, 'info', 4),
    },
    {
      name: 'Mish',
      model: steps(13, ['Softplus', ['x']], ['Tanh', ['s0']], ['Mul', ['x', 's1']]),
      findings: is('Mish', 18, 'info', 3),
    },
    {
      name: 'LayerNormalization',
      model: layerNorm(['Mul', ['s6', 'gamma']], ['Add', ['s7', 'beta']]),
      findings: is('LayerNormalization', 17, 'info', 7),
    },
    {
      name: 'LayerNormalization by a product with itself and a reciprocal',
      model: steps(
        18,
        ['ReduceMean', ['x', 'last']],
        ['Sub', ['x', 's0']],
        ['Mul', ['s1', 's1']],
        ['ReduceMean', ['s2', 'last']],
        ['Add', ['s3', 'epsilon']],
        ['Sqrt', ['s4']],
        ['Reciprocal', ['s5']],
        ['Mul', ['s1', 's6']],
      ),
      findings: is('LayerNormalization', 17, 'info', 8),
    },
    {
      name: 'RMSNormalization',
      model: steps(
        18,
        ['Pow', ['x', 'two']],
        ['ReduceMean', ['s0', 'last']],
        ['Add', ['s1', 'epsilon']],
        ['Sqrt', ['s2']],
        ['Div', ['x', 's3']],
        ['Mul', ['s4', 'gamma']],
      ),
      findings: is('RMSNormalization', 23, 'info', 5),
    },
    {
      name: 'several of one function as one finding',
      model: steps(24, ['Sigmoid', ['x']], ['Mul', ['x', 's0']], ['Sigmoid', ['s1']], ['Mul', ['s1', 's2']]),
      findings: [
        {
          layers: ['s0', 's1', 's2', 's3'],
          message: /Swish spelled out 2 times, in 2 layers each: opset 24, which the model imports, has it whole/u,
          data: { importedOpset: 24, count: 2 },
        },
      ],
    },
    // 64 elements of 4 bytes, four times written and read again, and x read once more; three constants.
    { name: 'what it loses', model: geluErf, findings: [{ data: { lostBytes: 64 * 4 * (4 + 4 + 1) + 3 * 4 } }] },
  ],
});
