import { multiply } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';
import { frontAxis } from '../families/shapes.js';
import { int } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { microsoft, trainingSpec } from './specification.js';

const spec = 'https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/graph/contrib_ops/collective_defs.cc';
const shared = { domain: microsoft, since: 1, category: 'data-movement' } as const;

/** Tensors that the devices of a model in parts exchange, of which each keeps the size of its own. */
export const exchanges: readonly Operator[] = (
  [
    ['AllReduce', '∏output', 'an addition an element; those of the other devices are theirs'],
    ['AllToAll', '0', 'moves data'],
  ] as const
).map(([type, operations, source]) =>
  defineOp({
    ...shared,
    type,
    spec,
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    attributes: { group_size: int(1) },
    infer: ({ input }) => [input.shape],
    inferUnranked: ({ input }) => [input.shape],
    cost: { operations, memory: 'stream', source },
  }),
);

/** The parts of all devices, one behind the other. */
export const allGather = defineOp({
  ...shared,
  type: 'AllGather',
  spec,
  inputs: { input: 'activation' },
  outputs: { output: 'input' },
  attributes: { group_size: int(1), axis: int(0) },
  infer({ input: { shape } }, { group_size, axis }) {
    const along = frontAxis(axis, shape.length);
    return [shape.map((dim, place) => (place === along ? multiply(dim, group_size) : dim))];
  },
  cost: { operations: '0', memory: 'stream', source: 'moves data' },
});

/** Gradients and weights that devices exchange in training, of which each keeps the sizes of its own. */
export const trainingExchanges: readonly Operator[] = ['NcclAllReduce', 'NcclAllGather', 'NcclReduceScatter'].map(
  (type) =>
    defineOp({
      ...shared,
      type,
      spec: trainingSpec,
      inputs: { input: 'activation*' },
      outputs: { output: 'input' },
      attributes: { group_type: int(0) },
      infer: ({ input }) => input.map((tensor): Shape | undefined => tensor?.shape),
      cost: { operations: '0', memory: 'stream', source: 'moves data; what is added on the way is not counted' },
    }),
);
