import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../fixtures/build/model.js';
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
