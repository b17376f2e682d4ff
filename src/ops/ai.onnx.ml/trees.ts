import { floats, int, ints, tensorAttribute, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { forestOfNodes, forestOfRoots } from './forest.js';
import { postTransformOperations } from './post-transform.js';
import { classLabels, samplesOf } from './samples.js';

const operations = 'N·(comparisons + additions) + N·E·average + N·post';
const source =
  'ONNX specification: on the longest path a comparison per branch, an addition per weight of a leaf, ' +
  'a division where leaves are averaged, post_transform';

const nodes = {
  nodes_treeids: ints(),
  nodes_nodeids: ints(),
  nodes_featureids: ints(),
  nodes_values: floats(),
  nodes_values_as_tensor: tensorAttribute(),
  nodes_hitrates: floats(),
  nodes_hitrates_as_tensor: tensorAttribute(),
  nodes_modes: texts(),
  nodes_truenodeids: ints(),
  nodes_falsenodeids: ints(),
  nodes_missing_value_tracks_true: ints(),
  base_values: floats(),
  base_values_as_tensor: tensorAttribute(),
  post_transform: text('NONE'),
} as const;

/** Trees that vote for a class. */
export const treeEnsembleClassifier = defineOp({
  type: 'TreeEnsembleClassifier',
  domain: 'ai.onnx.ml',
  since: 1,
  withdrawn: 5,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleClassifier.html',
  inputs: { X: 'activation' },
  outputs: {
    Y: (_, { classlabels_strings, classlabels_int64s }) => classLabels(classlabels_strings, classlabels_int64s).dtype,
    Z: 'float32',
  },
  attributes: {
    ...nodes,
    class_treeids: ints(),
    class_nodeids: ints(),
    class_ids: ints(),
    class_weights: floats(),
    class_weights_as_tensor: tensorAttribute(),
    classlabels_strings: texts(),
    classlabels_int64s: ints(),
  },
  infer({ X }, { classlabels_strings, classlabels_int64s }) {
    const { count } = samplesOf(X);
    const classes = classLabels(classlabels_strings, classlabels_int64s).count;
    if (classes === 0) throw new NodeError('neither classlabels_strings nor classlabels_int64s is given');
    return [[count], [count, classes]];
  },
  cost: {
    operations,
    memory: 'stream',
    source,
    terms({ X }, attributes) {
      const classes = classLabels(attributes.classlabels_strings, attributes.classlabels_int64s).count;
      const { comparisons, additions } = forestOfNodes(attributes, {
        trees: attributes.class_treeids,
        nodes: attributes.class_nodeids,
      });
      return {
        N: samplesOf(X).count,
        E: classes,
        comparisons,
        additions,
        average: 0,
        post: postTransformOperations(attributes.post_transform, classes),
      };
    },
  },
});

/** Trees whose leaves sum up to the targets. */
export const treeEnsembleRegressor = defineOp({
  type: 'TreeEnsembleRegressor',
  domain: 'ai.onnx.ml',
  since: 1,
  withdrawn: 5,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'float32' },
  attributes: {
    ...nodes,
    target_treeids: ints(),
    target_nodeids: ints(),
    target_ids: ints(),
    target_weights: floats(),
    target_weights_as_tensor: tensorAttribute(),
    n_targets: int(1),
    aggregate_function: text('SUM'),
  },
  infer: ({ X }, { n_targets }) => [[samplesOf(X).count, n_targets]],
  cost: {
    operations,
    memory: 'stream',
    source,
    terms({ X }, attributes) {
      const { comparisons, additions } = forestOfNodes(attributes, {
        trees: attributes.target_treeids,
        nodes: attributes.target_nodeids,
      });
      const { n_targets, aggregate_function, post_transform } = attributes;
      return {
        N: samplesOf(X).count,
        E: n_targets,
        comparisons,
        additions,
        average: aggregate_function === 'AVERAGE' ? 1 : 0,
        post: postTransformOperations(post_transform, n_targets),
      };
    },
  },
});

/** Trees of ai.onnx.ml 5, whose branches and leaves are listed apart. */
export const treeEnsemble = defineOp({
  type: 'TreeEnsemble',
  domain: 'ai.onnx.ml',
  since: 5,
  category: 'ml',
  spec: 'https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html',
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  attributes: {
    nodes_featureids: ints(),
    nodes_splits: tensorAttribute(),
    nodes_hitrates: tensorAttribute(),
    nodes_modes: tensorAttribute(),
    nodes_truenodeids: ints(),
    nodes_falsenodeids: ints(),
    nodes_trueleafs: ints(),
    nodes_falseleafs: ints(),
    nodes_missing_value_tracks_true: ints(),
    tree_roots: ints(),
    membership_values: tensorAttribute(),
    leaf_targetids: ints(),
    leaf_weights: tensorAttribute(),
    n_targets: int(1),
    post_transform: int(0),
    aggregate_function: int(1),
  },
  infer: ({ X }, { n_targets }) => [[samplesOf(X).count, n_targets]],
  cost: {
    operations,
    memory: 'stream',
    source,
    terms({ X }, attributes) {
      const { n_targets, aggregate_function, post_transform } = attributes;
      return {
        N: samplesOf(X).count,
        E: n_targets,
        ...forestOfRoots(attributes),
        average: aggregate_function === 0 ? 1 : 0,
        post: postTransformOperations(post_transform, n_targets),
      };
    },
  },
});
