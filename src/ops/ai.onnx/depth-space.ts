import { divideExactly, floorDivide, isKnown, multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';

/** Blocks of channels spread over space: b² channels become b×b pixels. */
export const depthToSpace = defineOp({
  type: 'DepthToSpace',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__DepthToSpace.html',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { blocksize: required(int()) },
  infer: ({ input }, { blocksize }) => {
    const [batch, channels, rows, columns] = readImage(input, blocksize);
    return [
      [
        batch,
        divide('channels', channels, blocksize * blocksize),
        multiply(rows, blocksize),
        multiply(columns, blocksize),
      ],
    ];
  },
  detail: () => ({ kind: 'movement', function: 'depthtospace' }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

/** Blocks of space put into channels: b×b pixels become b² channels. */
export const spaceToDepth = defineOp({
  type: 'SpaceToDepth',
  since: 1,
  category: 'data-movement',
  spec: 'https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html',
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { blocksize: required(int()) },
  infer: ({ input }, { blocksize }) => {
    const [batch, channels, rows, columns] = readImage(input, blocksize);
    return [
      [
        batch,
        multiply(channels, blocksize * blocksize),
        divide('rows', rows, blocksize),
        divide('columns', columns, blocksize),
      ],
    ];
  },
  detail: () => ({ kind: 'movement', function: 'spacetodepth' }),
  cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
});

function readImage({ shape }: RankedTensor, blocksize: number): readonly [Dim, Dim, Dim, Dim] {
  const [batch, channels, rows, columns, ...others] = shape;
  if (
    batch === undefined ||
    channels === undefined ||
    rows === undefined ||
    columns === undefined ||
    others.length > 0
  ) {
    throw new NodeError(`an input of rank ${shape.length}, should be 4`);
  }
  if (blocksize < 1) throw new NodeError(`blocksize is ${blocksize}`);
  return [batch, channels, rows, columns];
}

function divide(what: string, dim: Dim, by: number): Dim {
  const exact = divideExactly(dim, by);
  if (exact !== undefined) return exact;
  if (isKnown(dim)) throw new NodeError(`${String(dim)} ${what} do not divide into blocks of ${by}`);
  return floorDivide(dim, by);
}
