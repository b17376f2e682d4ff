import { product, sum } from '../../dim/index.js';
import { int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { dimension, frontAxis } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

/** Feature maps of SSD flattened, one after the other, along an axis counted behind the batch. */
export const flattenConcat = inTensorRt(
  defineOp({
    type: 'FlattenConcat_TRT',
    since: 1,
    category: 'data-movement',
    spec: pluginPage('flattenConcat'),
    inputs: { inputs: 'activation*' },
    outputs: { output: 'inputs' },
    attributes: { axis: int(1), ignoreBatch: int(0) },
    infer: ({ inputs }, { axis }) => {
      const maps = inputs.filter((map) => map !== undefined);
      const [first] = maps;
      if (first === undefined) throw new NodeError('there is nothing to concatenate');
      if (axis < 1 || axis > 3) throw new NodeError(`axis is ${axis}, should be from 1 to 3`);
      const flat = sum(maps.map(({ shape }) => product(shape.slice(1))));
      return [[dimension(first, 0), 1, 1, 1].with(axis, flat)];
    },
    cost: { operations: '0', memory: 'stream', source: 'every element is copied once' },
  }),
);

/** One tensor, repeated for each item of a batch; of the batch only the length is read. */
export const batchTile = inTensorRt(
  defineOp({
    type: 'BatchTilePlugin_TRT',
    since: 1,
    category: 'data-movement',
    spec: 'https://github.com/NVIDIA/TensorRT/tree/release/8.6/plugin/batchTilePlugin',
    inputs: { batch: 'activation', tile: 'activation' },
    outputs: { output: 'float32' },
    infer: ({ batch, tile: { shape } }) => [shape.with(frontAxis(0, shape.length), dimension(batch, 0))],
    cost: { operations: '0', memory: { reads: { batch: '0' } }, source: 'every element is copied once for each item' },
  }),
);

/** The k largest or smallest elements of an axis and where they stand. */
export const topkLastDim = inTensorRt(
  defineOp({
    type: 'TopkLastDim',
    since: 1,
    category: 'other',
    spec: pluginPage('topkLastDimPlugin'),
    inputs: { input: 'activation' },
    outputs: { values: 'input', indices: 'int32' },
    attributes: { type_id: int(0), k: required(int()), is_largest: int(1), axis: int(-1) },
    infer: ({ input: { shape } }, { k, axis }) => {
      const chosen = shape.with(frontAxis(axis, shape.length), k);
      return [chosen, chosen];
    },
    cost: {
      operations: '∏input',
      memory: 'stream',
      source: 'at least a comparison per element; how many more depends on the algorithm, k and the data',
    },
  }),
);
