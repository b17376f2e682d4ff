import { node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import type { DType } from '../../../src/ir/index.js';
import { codeOfDType } from '../../../src/ir/index.js';
import rule from '../../../src/rules/waste/cast-chain.js';
import { testRule } from '../../testers/test-rule.js';

const chain = (from: DType, ...types: readonly DType[]): ModelSpec => ({
  opset: 17,
  inputs: [value('x', from, [4, 8])],
  outputs: ['y'],
  nodes: types.map((to, index) =>
    node(
      'Cast',
      [index === 0 ? 'x' : `t${index - 1}`],
      [index === types.length - 1 ? 'y' : `t${index}`],
      { to: codeOfDType(to) },
      { name: `cast${index}` },
    ),
  ),
});

const layers = ['cast0', 'cast1'];

testRule(rule, {
  quiet: [
    { name: 'one Cast', model: chain('float32', 'float16') },
    { name: 'a way through integers, which cuts off', model: chain('float32', 'int32', 'float32') },
    { name: 'a way through truth values', model: chain('int64', 'bool', 'float32') },
    { name: 'a narrower type that stays', model: chain('float64', 'float32', 'float16') },
    { name: 'a way through integers that do not hold all', model: chain('int64', 'int32', 'int64') },
    { name: 'float16 by way of bfloat16 of the same width', model: chain('float16', 'bfloat16', 'float16') },
    {
      name: 'what another layer reads too',
      model: { ...chain('float16', 'float32', 'float64'), outputs: ['t0', 'y'] },
    },
  ],
  reports: [
    // 2 × 32 elements read and written by each: 4 + 2 and 2 + 4 bytes.
    {
      name: 'rounded and stored wide again',
      model: chain('float32', 'float16', 'float32'),
      findings: [
        {
          layers,
          severity: 'warning',
          message: /float32 → float16 → float32: rounds to float16/u,
          data: { lostBytes: 32 * (4 + 2 + 2 + 4) },
        },
      ],
    },
    {
      name: 'by way of a wider type',
      model: chain('float16', 'float32', 'float64'),
      findings: [{ layers, severity: 'info', message: /cast from float16 to float64 at once/u }],
    },
    {
      name: 'and back',
      model: chain('float16', 'float64', 'float16'),
      findings: [{ layers, severity: 'info', message: /take both out/u }],
    },
    {
      name: 'integers that a float holds',
      model: chain('int8', 'float16', 'float32'),
      findings: [{ layers, severity: 'info' }],
    },
    {
      name: 'truth values by way of integers',
      model: chain('bool', 'int32', 'float32'),
      findings: [{ layers, severity: 'info' }],
    },
    {
      name: 'unsigned by way of signed of more bits',
      model: chain('uint8', 'int16', 'int32'),
      findings: [{ layers, severity: 'info' }],
    },
  ],
});
