import { floorDivide } from '../../dim/index.js';
import { instanceNormalization } from '../ai.onnx/normalization.js';
import { scatterElements } from '../ai.onnx/scatter.js';
import { float, floats, int, required } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { dimension } from '../families/shapes.js';
import { inTensorRt, pluginPage } from './domains.js';

/** Operators of the standard by the names of plugins. */
export const renamed: readonly Operator[] = [
  {
    ...instanceNormalization,
    type: 'InstanceNormalization_TRT',
    since: 1,
    spec: pluginPage('instanceNormalizationPlugin'),
  },
  { ...scatterElements, type: 'ScatterElements_TRT', since: 1, spec: pluginPage('scatterElementsPlugin') },
].flatMap(inTensorRt);

/** Normalisation of groups of channels, with a Swish behind it where the node asks for one. */
export const groupNormalization = ['GroupNormalizationPlugin', 'GroupNorm'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'normalization',
      spec: pluginPage('groupNormalizationPlugin'),
      inputs: { input: 'activation', gamma: 'weight', beta: 'weight' },
      outputs: { output: 'input' },
      attributes: { eps: float(1e-5), epsilon: float(1e-5), num_groups: int(32), bSwish: int(0) },
      infer: ({ input }) => [input.shape],
      detail: () => ({ kind: 'normalization', function: 'group', affine: true }),
      cost: {
        operations: '(7 + 5·swish)·∏input + 3·N·groups',
        memory: 'stream',
        terms: ({ input }, { num_groups, bSwish }) => ({
          N: dimension(input, 0),
          groups: num_groups,
          swish: bSwish === 0 ? 0 : 1,
        }),
        source: 'as GroupNormalization; a Swish is x·sigmoid(x) (5)',
      },
    }),
  ),
);

/** Normalisation of the last axis. */
export const layerNormalization = ['LayerNorm', 'LayerNormalizationPlugin'].flatMap((type) =>
  inTensorRt(
    defineOp({
      type,
      since: 1,
      category: 'normalization',
      spec: pluginPage('layerNormPlugin'),
      inputs: { input: 'activation', gamma: 'weight', beta: 'weight' },
      outputs: { output: 'input' },
      attributes: { eps: float(1e-5), epsilon: float(1e-5) },
      infer: ({ input }) => [input.shape],
      detail: () => ({ kind: 'normalization', function: 'layer', affine: true }),
      cost: {
        operations: '7·∏input + 3·∏rows',
        memory: 'stream',
        terms: ({ input }) => ({ rows: input.shape.slice(0, -1) }),
        source: 'as LayerNormalization with a shift',
      },
    }),
  ),
);

/** A residual addition and the normalisation of the hidden axis, whose weights are attributes. */
export const skipLayerNormalization = inTensorRt(
  defineOp({
    type: 'CustomSkipLayerNormPluginDynamic',
    since: 1,
    category: 'normalization',
    spec: pluginPage('skipLayerNormPlugin'),
    inputs: { input: 'activation', skip: 'activation' },
    outputs: { output: 'input' },
    attributes: { ld: required(int()), type_id: int(0), beta: floats(), gamma: floats(), bias: floats() },
    infer: ({ input }) => [input.shape],
    detail: () => ({ kind: 'normalization', function: 'layer', affine: true, residual: true }),
    cost: {
      operations: '(8 + biased)·∏input + 3·(∏input/width)',
      memory: 'stream',
      terms: (_, { ld, bias }) => ({ width: ld, biased: bias === undefined ? 0 : 1 }),
      source: 'as LayerNormalization with a shift, after an addition, two with a bias',
    },
  }),
);

/** The halves of the last axis, one through Gelu, multiplied. */
export const splitGelu = inTensorRt(
  defineOp({
    type: 'SplitGeLU',
    since: 1,
    category: 'activation',
    spec: 'https://github.com/NVIDIA/TensorRT/tree/release/8.5/plugin/splitGeLUPlugin',
    inputs: { input: 'activation' },
    outputs: { output: 'input' },
    infer: ({ input }) => {
      const last = input.shape.length - 1;
      return [input.shape.with(last, floorDivide(dimension(input, last), 2))];
    },
    cost: { operations: '6·∏output', memory: 'stream', source: 'Gelu by the error function (5) and a product' },
  }),
);
