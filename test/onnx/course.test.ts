import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../fixtures/build/model.js';
import type { Constant } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import type { DType } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { model } from '../../fixtures/build/model.js';
import { layerOf, plain } from '../testers/analyse-model.js';

const heads = 2;
const size = 8;
const window = 5;

/** Attention by a mask that nodes make of stored tensors; in memory, and as a file of which long fields are passed over. */
function attended(length: number, nodes: readonly ReturnType<typeof node>[], stored: readonly Constant[]) {
  const qkv = (name: string) => value(name, 'float32', [1, heads, length, size]);
  const bytes = model({
    opset: 23,
    inputs: [qkv('q'), qkv('k'), qkv('v'), value('x', 'float32', [1024])],
    outputs: ['y', 'z'],
    nodes: [
      ...nodes,
      node('Attention', ['q', 'k', 'v', 'mask'], ['y'], {}, { name: 'attention' }),
      node('Add', ['x', 'long'], ['z']),
    ],
    initializers: [...stored, constant('long', 'float32', [600, 1024], new Array<number>(600 * 1024).fill(0.5))],
  });
  const whole = readModel(memorySource(bytes));
  const inParts = readModel({ size: bytes.length, read: (offset, count) => bytes.subarray(offset, offset + count) });
  return [whole, inParts].map((read) => plain(layerOf(analyse(read), 'attention').macs));
}

const products = (length: number, seen: number): number => heads * length * seen * (size + size);
const both = (count: number): readonly number[] => [count, count];
const each = <T>(length: number, make: (query: number, key: number) => T): T[] =>
  Array.from({ length: length * length }, (_, place) => make(Math.floor(place / length), place % length));
const near = (query: number, key: number): boolean => key <= query && query - key < window;

describe.each([8, 40, 600, 3000])('a mask of %i positions that is made of stored ones', (length) => {
  it('of places that rise by one', () => {
    const places = (name: string, dims: readonly number[]) =>
      constant(
        name,
        'int64',
        dims,
        Array.from({ length }, (_, place) => place),
      );
    const nodes = [
      node('LessOrEqual', ['column', 'row'], ['causal']),
      node('Sub', ['row', 'column'], ['distance']),
      node('Less', ['distance', 'window'], ['near']),
      node('And', ['causal', 'near'], ['mask']),
    ];
    const stored = [places('row', [length, 1]), places('column', [length]), constant('window', 'int64', [], [window])];
    expect(attended(length, nodes, stored)).toEqual(both(products(length, window)));
  });

  it.runIf(length < 1000).each(['bool', 'float32'] as const)('of a band of %s that is moved', (dtype: DType) => {
    const band = each(length, (query, key) => (dtype === 'bool' ? near(query, key) : near(query, key) ? 0 : -Infinity));
    const nodes = [node('Unsqueeze', ['band', 'front'], ['mask'])];
    const stored = [constant('band', dtype, [length, length], band), constant('front', 'int64', [2], [0, 1])];
    // Of numbers that are passed over nothing but a mask as it is is read.
    const passed = dtype === 'float32' && length * length * 4 > 16 * 1024 ? length : window;
    expect(attended(length, nodes, stored)).toEqual([products(length, window), products(length, passed)]);
  });

  it.runIf(length < 1000)('of a band of truth values that chooses addends', () => {
    const nodes = [
      node('Not', ['band'], ['hidden']),
      node('Where', ['hidden', 'least', 'none'], ['addend']),
      node('Unsqueeze', ['addend', 'front'], ['mask']),
    ];
    const stored = [
      constant('band', 'bool', [length, length], each(length, near)),
      constant('least', 'float32', [], [-3.4e38]),
      constant('none', 'float32', [], [0]),
      constant('front', 'int64', [2], [0, 1]),
    ];
    expect(attended(length, nodes, stored)).toEqual(both(products(length, window)));
  });

  it.runIf(length < 1000)('that is no band counts in full', () => {
    const stored = [
      constant(
        'blocks',
        'bool',
        [length, length],
        each(length, (query, key) => query % 2 === key % 2),
      ),
      constant('front', 'int64', [2], [0, 1]),
    ];
    const nodes = [node('Unsqueeze', ['blocks', 'front'], ['mask'])];
    expect(attended(length, nodes, stored)).toEqual(both(products(length, length)));
  });
});
