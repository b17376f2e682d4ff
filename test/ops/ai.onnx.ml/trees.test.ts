import { treeEnsemble, treeEnsembleClassifier, treeEnsembleRegressor } from '../../../src/ops/ai.onnx.ml/trees.js';
import { f32, floats, i64, tensor, testOp } from '../../testers/test-op.js';

// Tree 0: two branches below one another (depth 2). Tree 1: one branch (depth 1). At most 2 + 1 comparisons a sample.
const nodes = {
  nodes_treeids: [0, 0, 0, 0, 0, 1, 1, 1],
  nodes_nodeids: [0, 1, 2, 3, 4, 0, 1, 2],
  nodes_modes: ['BRANCH_LEQ', 'BRANCH_LEQ', 'LEAF', 'LEAF', 'LEAF', 'BRANCH_LT', 'LEAF', 'LEAF'],
  nodes_truenodeids: [1, 3, 0, 0, 0, 1, 0, 0],
  nodes_falsenodeids: [2, 4, 0, 0, 0, 2, 0, 0],
} as const;

testOp(treeEnsembleClassifier, [
  {
    name: 'two trees, leaves of tree 0 with two weights',
    inputs: { X: f32(7, 4) },
    attributes: {
      ...nodes,
      classlabels_int64s: [0, 1, 2],
      post_transform: 'SOFTMAX',
      class_treeids: [0, 0, 0, 1, 1],
      class_nodeids: [2, 2, 3, 1, 2],
      class_ids: [0, 1, 2, 0, 1],
    },
    outputs: [i64(7), f32(7, 3)],
    multiplyAdds: 0,
    flops: 7 * (2 + 1) + 7 * (2 + 1) + 7 * (5 * 3 - 2),
  },
  {
    name: 'classes by text, no nodes',
    opset: 3,
    inputs: { X: tensor('float64', 7, 4) },
    attributes: { classlabels_strings: ['a', 'b'] },
    outputs: [tensor('string', 7), f32(7, 2)],
    flops: 0,
  },
]);

testOp(treeEnsembleRegressor, [
  {
    name: 'averaged leaves',
    inputs: { X: f32(7, 4) },
    attributes: {
      ...nodes,
      n_targets: 2,
      aggregate_function: 'AVERAGE',
      target_treeids: [0, 0, 0, 1, 1],
      target_nodeids: [2, 3, 4, 1, 2],
      target_weights: floats(1, 2, 3, 4, 5),
    },
    outputs: [f32(7, 2)],
    flops: 7 * (2 + 1) + 7 * (1 + 1) + 7 * 2,
  },
]);

testOp(treeEnsemble, [
  {
    name: 'branches and leaves apart: depths 2 and 1',
    inputs: { X: tensor('float64', 7, 4) },
    attributes: {
      tree_roots: [0, 2],
      n_targets: 2,
      nodes_truenodeids: [1, 0, 3],
      nodes_falsenodeids: [0, 1, 4],
      nodes_trueleafs: [0, 1, 1],
      nodes_falseleafs: [1, 1, 1],
      leaf_targetids: [0, 1, 0, 1, 0],
    },
    outputs: [tensor('float64', 7, 2)],
    flops: 7 * (2 + 1) + 7 * 2,
  },
  {
    name: 'a cycle among the nodes ends',
    inputs: { X: f32(7, 4) },
    attributes: {
      tree_roots: [0],
      nodes_truenodeids: [0],
      nodes_falsenodeids: [0],
      nodes_trueleafs: [0],
      nodes_falseleafs: [0],
    },
    outputs: [f32(7, 1)],
    flops: 7 * 1 + 7,
  },
]);
