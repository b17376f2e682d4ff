import { describe, expect, it } from 'vitest';
import { add, bind, symbol } from '../../../src/dim/index.js';
import { constantOfShape, eyeLike, range } from '../../../src/ops/ai.onnx/fill.js';
import type { Context } from '../../../src/ops/language/define.js';
import type { Attribute, Element, StoredTensor } from '../../../src/ir/index.js';
import { f32, i64, known, scalar, tensor, testOp } from '../../testers/test-op.js';

const stored = (dtype: StoredTensor['dtype'], element: number | boolean): Attribute => ({
  kind: 'tensor',
  value: {
    name: '',
    dtype,
    dims: [1],
    bytes: 8,
    location: { kind: 'typed' },
    elements: [element],
    origin: { owner: 'test', field: 'value' },
  },
});

testOp(constantOfShape, [
  {
    name: 'zeros of float32 unless told',
    inputs: { input: known('int64', 2, 3) },
    outputs: [{ ...f32(2, 3), elements: [0, 0, 0, 0, 0, 0] }],
    flops: 0,
  },
  {
    name: 'the type and value of the attribute',
    inputs: { input: known('int64', 2) },
    attributes: { value: stored('int64', 7) },
    outputs: [known('int64', 7, 7)],
  },
  {
    name: 'a scalar',
    inputs: { input: known('int64') },
    attributes: { value: stored('bool', true) },
    outputs: [scalar('bool', true)],
  },
  {
    name: 'symbols and a length that only a run tells',
    inputs: { input: known('int64', symbol('N'), undefined) },
    outputs: [f32(symbol('N'), symbol('fresh_axis_1'))],
  },
  {
    name: 'a shape of known rank',
    inputs: { input: i64(2) },
    outputs: [f32(symbol('fresh_axis_0'), symbol('fresh_axis_1'))],
    pin: [2],
  },
]);

testOp(range, [
  {
    name: 'upwards',
    inputs: { start: scalar('int64', 3), limit: scalar('int64', 9), delta: scalar('int64', 4) },
    outputs: [known('int64', 3, 7)],
    flops: 2,
  },
  {
    name: 'downwards',
    inputs: { start: scalar('int32', 10), limit: scalar('int32', 4), delta: scalar('int32', -2) },
    outputs: [known('int32', 10, 8, 6)],
  },
  {
    name: 'nothing',
    inputs: { start: scalar('int64', 3), limit: scalar('int64', 3), delta: scalar('int64', 1) },
    outputs: [known('int64')],
  },
  {
    name: 'of floats',
    inputs: { start: scalar('float32', 0.5), limit: scalar('float32', 2), delta: scalar('float32', 0.5) },
    outputs: [{ ...f32(3), elements: [0.5, 1, 1.5] }],
  },
  {
    name: 'to a symbol',
    inputs: { start: scalar('int64', 0), limit: scalar('int64', symbol('T')), delta: scalar('int64', 1) },
    outputs: [i64(symbol('T'))],
  },
  {
    name: 'to what only a run tells',
    inputs: { start: scalar('int64', 0), limit: i64(), delta: scalar('int64', 1) },
    outputs: [i64(symbol('fresh_count'))],
  },
  {
    name: 'the positions after a cache of P',
    inputs: {
      start: scalar('int64', symbol('P')),
      limit: scalar('int64', add(symbol('P'), 2)),
      delta: scalar('int64', 1),
    },
    outputs: [known('int64', symbol('P'), add(symbol('P'), 1))],
  },
]);

testOp(eyeLike, [
  {
    name: 'ones on the diagonal',
    inputs: { input: f32(2, 3) },
    outputs: [{ ...f32(2, 3), elements: [1, 0, 0, 0, 1, 0] }],
    reads: { 0: 0 },
    pin: 'all',
  },
  {
    name: 'another diagonal and type',
    inputs: { input: f32(3, 2) },
    attributes: { k: -1, dtype: 7 },
    outputs: [{ ...i64(3, 2), elements: [0, 0, 1, 0, 0, 1] }],
    pin: 'all',
  },
  { name: 'of a large matrix', inputs: { input: tensor('float16', 512, 256) }, outputs: [tensor('float16', 512, 256)] },
]);

describe('Range over symbols', () => {
  const context: Context = { opset: 11, outputCount: 1, fresh: symbol, warn: () => undefined };
  const count = (start: Element, limit: Element, delta: Element): unknown => {
    const [value] = range
      .apply([scalar('int64', start), scalar('int64', limit), scalar('int64', delta)], new Map(), context)
      .infer();
    return value?.kind === 'tensor' ? value.shape?.[0] : undefined;
  };
  const at = (dim: unknown, T: number): unknown =>
    typeof dim === 'object' && dim !== null ? bind(dim as ReturnType<typeof symbol>, new Map([['T', T]])) : dim;

  it.each([
    [0, 3],
    [2, 1],
    [5, 2],
    [-4, 5],
  ])('counts from %i in steps of %i up to T, and down from T', (start, step) => {
    const up = count(start, symbol('T'), step);
    const down = count(symbol('T'), start, -step);
    for (let T = 0; T < 12; T++) {
      const wanted = Math.max(0, Math.ceil((T - start) / step));
      expect(at(up, T), `up to ${T}`).toBe(wanted);
      expect(at(down, T), `down from ${T}`).toBe(wanted);
    }
  });

  it('counts to a fraction, as Range of float32 does to T / 2', () => {
    const half = count(0, { kind: 'fraction', numerator: symbol('T'), denominator: 2 }, 1);
    for (let T = 0; T < 8; T++) expect(at(half, T)).toBe(Math.ceil(T / 2));
  });

  it('refuses a step of 0', () => {
    expect(() => count(0, 5, 0)).toThrow('delta is 0');
  });
});
