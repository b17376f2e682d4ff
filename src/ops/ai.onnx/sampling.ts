import { divideExactly, floorDivide, isKnown, product } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { dimsOrInput, dynamic, ints, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { agreed, dimension } from '../families/shapes.js';

/** The image sampled at the places that a grid of coordinates names. */
export const gridSample = defineOp({
  type: 'GridSample',
  since: 16,
  category: 'resize',
  spec: 'https://onnx.ai/onnx/operators/onnx__GridSample.html',
  inputs: { X: 'activation', grid: 'index' },
  outputs: { Y: 'X' },
  attributes: { mode: text('linear') },
  infer: ({ X, grid }) => {
    const rank = X.shape.length;
    if (rank < 3 || grid.shape.length !== rank) {
      throw new NodeError(
        `an input of rank ${rank} and a grid of rank ${grid.shape.length}, should be equal and at least 3`,
      );
    }
    const coordinates = dimension(grid, rank - 1);
    if (isKnown(coordinates) && coordinates !== rank - 2) {
      throw new NodeError(`${String(coordinates)} coordinates for ${rank - 2} spatial axes`);
    }
    const [images, grids] = [dimension(X, 0), dimension(grid, 0)];
    if (isKnown(images) && isKnown(grids) && images !== grids) {
      throw new NodeError(`${String(images)} images and ${String(grids)} grids`);
    }
    const batch = agreed([images, grids]) ?? images;
    return [[batch, dimension(X, 1), ...grid.shape.slice(1, -1)]];
  },
  detail: (_, { mode }) => ({ kind: 'resize', mode: modeOf(mode) }),
  cost: {
    operations: '4·∏grid + sums·∏Y',
    memory: 'stream',
    terms: ({ X }, { mode }) => {
      const kind = modeOf(mode);
      return { sums: kind === 'nearest' ? 0 : 2 * (kind === 'cubic' ? 4 : 2) ** (X.shape.length - 2) - 1 };
    },
    source:
      'per coordinate ((x + 1)·length - 1) / 2; per output element w^n multiplications and w^n - 1 ' +
      'additions over the n spatial axes, w being 2 for linear and 4 for cubic; nearest only copies. ' +
      'Weights are not counted',
  },
});

/** The grid of coordinates that affine maps make of an image's pixels, for GridSample. */
export const affineGrid = defineOp({
  type: 'AffineGrid',
  since: 20,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__AffineGrid.html',
  inputs: { theta: 'activation', size: 'config' },
  outputs: { grid: 'theta' },
  attributes: { size: dimsOrInput({ input: 'size' }) },
  infer: ({ theta }, { size }, context) => {
    if (theta.shape.length !== 3) throw new NodeError(`theta of rank ${theta.shape.length}, should be 3`);
    if (size === undefined || size === dynamic) return [undefined];
    if (size.length !== 4 && size.length !== 5) {
      throw new NodeError(`a size of ${size.length} lengths, should be 4 or 5`);
    }
    const [batch, , ...space] = size;
    const dims = space.map((dim, index) => dim ?? context.fresh(`axis_${index + 1}`));
    return [
      [agreed([batch ?? dimension(theta, 0), dimension(theta, 0)]) ?? dimension(theta, 0), ...dims, space.length],
    ];
  },
  cost: {
    operations: '2·axes·∏grid',
    memory: 'stream',
    terms: ({ theta }) => ({ axes: dimension(theta, 1) }),
    source: 'each coordinate a row of theta by the position: a product and an addition per axis',
  },
});

/** Columns of blocks added up to an image, where they overlap. */
export const col2Im = defineOp({
  type: 'Col2Im',
  since: 18,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__Col2Im.html',
  inputs: { input: 'activation', image_shape: 'config', block_shape: 'config' },
  outputs: { output: 'input' },
  attributes: {
    image_shape: dimsOrInput({ input: 'image_shape' }),
    block_shape: dimsOrInput({ input: 'block_shape' }),
    dilations: ints([]),
    pads: ints([]),
    strides: ints([]),
  },
  infer: ({ input }, { image_shape: image, block_shape: block, ...steps }, context) => {
    const [batch, column, blocks, ...others] = input.shape;
    if (batch === undefined || column === undefined || blocks === undefined || others.length > 0) {
      throw new NodeError(`an input of rank ${input.shape.length}, should be 3`);
    }
    if (image === undefined || image === dynamic) return [undefined];
    const channels =
      block === undefined || block === dynamic || !block.every((dim) => dim !== undefined)
        ? undefined
        : divide(column, product(block));
    if (block !== undefined && block !== dynamic) checkBlocks(blocks, image, block, steps, context);
    return [
      [
        batch,
        channels ?? context.fresh('channels'),
        ...image.map((dim, axis) => dim ?? context.fresh(`axis_${axis + 2}`)),
      ],
    ];
  },
  detail: () => ({ kind: 'movement', function: 'col2im' }),
  cost: { operations: '∏input', memory: 'stream', source: 'an addition per element of a block' },
});

/**
 * Warns where the number of blocks differs from the number of places that a block has on the image (Col2Im-18: as many
 * as a convolution has windows).
 */
function checkBlocks(
  blocks: Dim,
  image: readonly (Dim | undefined)[],
  block: readonly (Dim | undefined)[],
  steps: {
    readonly dilations: readonly number[];
    readonly pads: readonly number[];
    readonly strides: readonly number[];
  },
  context: Context,
): void {
  let places = 1n;
  for (const [axis, size] of image.entries()) {
    const side = block[axis];
    if (size === undefined || side === undefined || !isKnown(size) || !isKnown(side)) return;
    const padding = BigInt((steps.pads[axis] ?? 0) + (steps.pads[axis + image.length] ?? 0));
    const span = BigInt(steps.dilations[axis] ?? 1) * (BigInt(side) - 1n) + 1n;
    places *= (BigInt(size) + padding - span) / BigInt(steps.strides[axis] ?? 1) + 1n;
  }
  if (isKnown(blocks) && BigInt(blocks) !== places) {
    context.warn(`${blocks} blocks, where the image has ${places} places for one`);
  }
}

function modeOf(mode: string): 'nearest' | 'linear' | 'cubic' {
  switch (mode) {
    case 'nearest':
      return 'nearest';
    case 'linear':
    case 'bilinear': // as opset 16 calls it
      return 'linear';
    case 'cubic':
    case 'bicubic':
      return 'cubic';
    default:
      throw new NodeError(`mode is ${mode}`);
  }
}

function divide(column: Dim, block: Dim): Dim | undefined {
  const exact = divideExactly(column, block);
  if (exact !== undefined || !isKnown(block) || block <= 0) return exact;
  if (isKnown(column)) {
    throw new NodeError(`columns of ${String(column)} elements do not divide into blocks of ${String(block)}`);
  }
  return floorDivide(column, block);
}
