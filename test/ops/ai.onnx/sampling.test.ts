import { describe, expect, it } from 'vitest';
import { symbol } from '../../../src/dim/index.js';
import { affineGrid, col2Im, gridSample } from '../../../src/ops/ai.onnx/sampling.js';
import type { Context } from '../../../src/ops/language/define.js';
import { elements, f32, known, testOp } from '../../testers/test-op.js';

testOp(gridSample, [
  {
    name: 'bilinear in opset 16: four neighbours',
    inputs: { X: f32(1, 3, 10, 12), grid: f32(1, 5, 6, 2) },
    attributes: { mode: 'bilinear' },
    outputs: [f32(1, 3, 5, 6)],
    flops: 4 * elements(5, 6, 2) + (4 + 3) * elements(3, 5, 6),
    detail: { kind: 'resize', mode: 'linear' },
    pin: [2],
  },
  {
    name: 'nearest only finds the places',
    inputs: { X: f32(1, 3, 10, 12), grid: f32(1, 5, 6, 2) },
    attributes: { mode: 'nearest' },
    outputs: [f32(1, 3, 5, 6)],
    flops: 4 * elements(5, 6, 2),
    pin: [2],
  },
  {
    name: 'a volume, cubically: 64 neighbours',
    opset: 20,
    inputs: { X: f32(2, 3, 8, 9, 10), grid: f32(2, 5, 6, 7, 3) },
    attributes: { mode: 'cubic' },
    outputs: [f32(2, 3, 5, 6, 7)],
    flops: 4 * elements(2, 5, 6, 7, 3) + (64 + 63) * elements(2, 3, 5, 6, 7),
    pin: [3],
  },
]);

testOp(affineGrid, [
  {
    name: 'a plane: two products and two additions per coordinate',
    inputs: { theta: f32(2, 2, 3), size: known('int64', 2, 3, 5, 6) },
    outputs: [f32(2, 5, 6, 2)],
    flops: 4 * elements(2, 5, 6, 2),
    pin: [2, 3],
  },
  {
    name: 'a volume',
    inputs: { theta: f32(2, 3, 4), size: known('int64', 2, 3, 5, 6, 7) },
    outputs: [f32(2, 5, 6, 7, 3)],
    flops: 6 * elements(2, 5, 6, 7, 3),
    pin: [2, 3],
  },
  {
    name: 'a size that holds symbols',
    inputs: { theta: f32(symbol('N'), 2, 3), size: known('int64', symbol('N'), 3, symbol('H'), undefined) },
    outputs: [f32(symbol('N'), symbol('H'), symbol('fresh_axis_2'), 2)],
    pin: 'all',
  },
]);

testOp(col2Im, [
  {
    name: 'blocks of 1×5',
    inputs: { input: f32(1, 5, 5), image_shape: known('int64', 5, 5), block_shape: known('int64', 1, 5) },
    outputs: [f32(1, 1, 5, 5)],
    flops: 5 * 5,
  },
  {
    name: 'several channels of a volume',
    inputs: { input: f32(2, 3 * 5, 12), image_shape: known('int64', 4, 5, 6), block_shape: known('int64', 1, 1, 5) },
    outputs: [f32(2, 3, 4, 5, 6)],
    flops: elements(2, 15, 12),
  },
]);

describe('malformed nodes', () => {
  const context: Context = { opset: 20, outputCount: 1, fresh: symbol, warn: () => undefined };
  it.each([
    ['GridSample by coordinates of another rank', gridSample, [f32(1, 3, 8, 8), f32(1, 4, 4, 3)], '3 coordinates'],
    ['GridSample by more grids than images', gridSample, [f32(1, 3, 8, 8), f32(2, 4, 4, 2)], '1 images and 2 grids'],
    ['GridSample by a grid of another rank', gridSample, [f32(1, 3, 8, 8), f32(1, 4, 2)], 'rank 3'],
    ['AffineGrid of a vector', affineGrid, [f32(1, 2, 3), known('int64', 1, 2, 3)], '3 lengths'],
    [
      'Col2Im of columns that do not divide',
      col2Im,
      [f32(1, 7, 4), known('int64', 4, 4), known('int64', 2, 2)],
      'do not divide',
    ],
  ] as const)('%s', (_, operator, inputs, message) => {
    expect(() => operator.apply(inputs, new Map(), context).infer()).toThrow(message);
  });
});
