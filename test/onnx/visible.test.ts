import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../fixtures/build/model.js';
import type { DType } from '../../src/ir/index.js';
import { analyseModel, layerOf, plain } from '../testers/analyse-model.js';

const heads = 2;
const size = 8;
const attended = (
  length: number,
  dtype: DType,
  see: (query: number, key: number) => boolean,
  settings: Readonly<Record<string, number>> = {},
): { readonly multiplyAdds: unknown; readonly read: unknown } => {
  const qkv = (name: string) => value(name, 'float32', [1, heads, length, size]);
  const mask = Array.from({ length: length * length }, (_, index) => {
    const isSeen = see(Math.floor(index / length), index % length);
    return dtype === 'bool' ? isSeen : isSeen ? 0 : -Infinity;
  });
  const analysis = analyseModel({
    opset: 23,
    inputs: [qkv('q'), qkv('k'), qkv('v')],
    outputs: ['y'],
    nodes: [node('Attention', ['q', 'k', 'v', 'mask'], ['y'], settings, { name: 'attention' })],
    initializers: [constant('mask', dtype, [1, 1, length, length], mask)],
  });
  const layer = layerOf(analysis, 'attention');
  return { multiplyAdds: plain(layer.macs), read: plain(layer.readBytes) };
};

describe('a stored mask of attention', () => {
  const products = (length: number, seen: number): number => heads * length * seen * (size + size);
  const window = 5;
  const within = (query: number, key: number): boolean => key <= query && query - key < window;

  it.each([
    ['few truth values', 16, 'bool'],
    ['few addends', 16, 'float32'],
    ['more truth values than are decoded', 96, 'bool'],
    ['more addends than are decoded', 96, 'float32'],
  ] as const)('of %s counts what a row lets through at most', (_, length, dtype) => {
    expect(attended(length, dtype, within).multiplyAdds).toBe(products(length, window));
  });

  it('that is causal only saves nothing', () => {
    expect(attended(96, 'bool', (query, key) => key <= query).multiplyAdds).toBe(products(96, 96));
  });

  it('of a window to the left counts with is_causal', () => {
    const left = (query: number, key: number): boolean => query - key < window;
    expect(attended(96, 'bool', left).multiplyAdds).toBe(products(96, 96));
    expect(attended(96, 'bool', left, { is_causal: 1 }).multiplyAdds).toBe(products(96, window));
  });

  it('leaves keys unread that no query sees', () => {
    const first = 32;
    const { read } = attended(96, 'bool', (_, key) => key < first);
    // The queries, of keys and values the first ones, and the mask.
    expect(read).toBe(4 * heads * size * (96 + 2 * first) + 96 * 96);
  });
});

describe('a stored mask of an attention of onnxruntime', () => {
  const length = 96;
  const first = 32;
  const qkv = (name: string) => value(name, 'float32', [1, length, heads * size]);
  const products = heads * length * first * (size + size);
  const least = Array.from({ length: length * length }, (_, place) => (place % length < first ? 0 : -10_000));

  it('leaves out keys that it pads', () => {
    const analysis = analyseModel({
      opset: 23,
      inputs: [qkv('q'), qkv('k'), qkv('v')],
      outputs: ['y'],
      nodes: [
        node(
          'MultiHeadAttention',
          ['q', 'k', 'v', '', 'mask'],
          ['y'],
          { num_heads: heads },
          {
            name: 'attention',
            domain: 'com.microsoft',
          },
        ),
      ],
      initializers: [
        constant(
          'mask',
          'int32',
          [1, length],
          Array.from({ length }, (_, key) => (key < first ? 1 : 0)),
        ),
      ],
    });
    const layer = layerOf(analysis, 'attention');
    expect(plain(layer.macs)).toBe(products);
    // The queries, of keys and values the first ones, and the mask.
    expect(plain(layer.readBytes)).toBe(4 * heads * size * (length + 2 * first) + 4 * length);
  });

  it.each([
    ['Attention', ['q', 'w', '', '', '', 'mask'], products + length * 3 * (heads * size) ** 2],
    ['GroupQueryAttention', ['q', 'k', 'v', '', '', 'last', 'all', '', '', '', 'mask'], products],
  ] as const)('that is added by %s counts', (operator, inputs, wanted) => {
    const settings = operator === 'Attention' ? { num_heads: heads } : { num_heads: heads, kv_num_heads: heads };
    const analysis = analyseModel({
      opset: 23,
      inputs: [qkv('q'), qkv('k'), qkv('v')],
      outputs: ['y'],
      nodes: [node(operator, inputs, ['y'], settings, { name: 'attention', domain: 'com.microsoft' })],
      initializers: [
        weight('w', 'float32', [heads * size, 3 * heads * size]),
        constant('mask', 'float32', [1, 1, length, length], least),
        constant('last', 'int32', [1], [length - 1]),
        constant('all', 'int32', [], [length]),
      ],
    });
    expect(plain(layerOf(analysis, 'attention').macs)).toBe(wanted);
  });

  it('of one column stands for all', () => {
    const analysis = analyseModel({
      opset: 23,
      inputs: ['q', 'k', 'v'].map((name) => value(name, 'float32', [1, heads, length, size])),
      outputs: ['y'],
      nodes: [node('Attention', ['q', 'k', 'v', 'mask'], ['y'], {}, { name: 'attention' })],
      initializers: [constant('mask', 'float32', [1, 1, length, 1], new Array<number>(length).fill(0))],
    });
    expect(plain(layerOf(analysis, 'attention').macs)).toBe(heads * length * length * (size + size));
  });
});
