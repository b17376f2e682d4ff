import type { AttributeSpec } from '../../../../fixtures/build/model.js';
import { constant, float, floats, ints, strings, tensor } from '../../../../fixtures/build/model.js';
import type { DType } from '../../../../src/ir/index.js';
import type { Random } from '../../random.js';
import type { Drawn, Sketch } from '../../sketch.js';
import type { Generator } from '../elementwise.js';
import { learning, filled, numbers, fullShape } from './drawing.js';

const trees = (random: Random): Record<string, AttributeSpec> => {
  const count = random.integer(1, 3);
  const nodes = random.list(count, (tree) => [0, 1, 2].map((at) => ({ tree, at }))).flat();
  const branches = nodes.map(({ at }) => at === 0);
  return {
    nodes_treeids: ints(nodes.map(({ tree }) => tree)),
    nodes_nodeids: ints(nodes.map(({ at }) => at)),
    nodes_featureids: ints(nodes.map(() => 0)),
    nodes_modes: strings(branches.map((branch) => (branch ? 'BRANCH_LEQ' : 'LEAF'))),
    nodes_values: floats(nodes.map(() => 1)),
    nodes_truenodeids: ints(branches.map((branch) => (branch ? 1 : 0))),
    nodes_falsenodeids: ints(branches.map((branch) => (branch ? 2 : 0))),
  };
};
/** Which leaf votes for what: the trees' leaves in turn. */
const leaves = (
  attributes: Record<string, AttributeSpec>,
  prefix: string,
  targets: number,
): Record<string, AttributeSpec> => {
  const ids = attributes['nodes_treeids'];
  const count = typeof ids === 'object' && 'value' in ids && Array.isArray(ids.value) ? ids.value.length / 3 : 0;
  const all = Array.from({ length: 2 * count }, (_, index) => index);
  return {
    [`${prefix}_treeids`]: ints(all.map((index) => Math.floor(index / 2))),
    [`${prefix}_nodeids`]: ints(all.map((index) => (index % 2) + 1)),
    [`${prefix}_ids`]: ints(all.map((index) => index % targets)),
    [`${prefix}_weights`]: floats(all.map(() => 1)),
  };
};
const labels = (random: Random, count: number, numbered: string): Record<string, AttributeSpec> =>
  random.chance(0.5)
    ? { [numbered]: ints(Array.from({ length: count }, (_, index) => index)) }
    : { classlabels_strings: strings(Array.from({ length: count }, (_, index) => `class ${index}`)) };
const matrix = (sketch: Sketch, features: number): Drawn =>
  sketch.input(sketch.random.pick<DType>(['float32', 'int64']), [sketch.random.integer(1, 4), features]);

export const learned: readonly Generator[] = [
  learning('ArrayFeatureExtractor', (sketch, add) => {
    const shape = sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 4));
    const count = sketch.random.integer(1, 3);
    add([sketch.input('float32', shape), filled(sketch, 'int64', sketch.random.pick([[count], [1, count]]), 0)]);
  }),
  learning('FeatureVectorizer', (sketch, add) => {
    const widths = sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 4));
    const rows = sketch.random.integer(1, 3);
    const dtype = sketch.random.pick<DType>(['float32', 'int64', 'int32']);
    add(
      widths.map((width) => sketch.input(dtype, [rows, width])),
      1,
      { inputdimensions: widths },
    );
  }),
  learning('LabelEncoder', (sketch, add) =>
    add([sketch.input('int64', fullShape(sketch.random, 0, 3))], 1, {
      keys_int64s: [1, 2],
      ...sketch.random.pick<Record<string, AttributeSpec>>([
        { values_floats: floats([1, 2]) },
        { values_int64s: [1, 2] },
        { values_strings: strings(['a', 'b']) },
      ]),
    }),
  ),
  learning('OneHotEncoder', (sketch, add) =>
    add(
      [
        sketch.input(
          'int64',
          sketch.random.list(sketch.random.integer(1, 3), () => sketch.random.integer(1, 4)),
        ),
      ],
      1,
      { cats_int64s: [1, 2, 3, 4, 5, 6] },
    ),
  ),
  learning('Normalizer', (sketch, add) =>
    add([matrix(sketch, sketch.random.integer(1, 4))], 1, { norm: sketch.random.pick(['MAX', 'L1', 'L2']) }),
  ),
  learning('Scaler', (sketch, add) => add([matrix(sketch, 3)], 1, { offset: numbers(3), scale: numbers(3) })),
  learning('Imputer', (sketch, add) =>
    add([sketch.input('float32', [sketch.random.integer(1, 4), 3])], 1, {
      imputed_value_floats: numbers(sketch.random.pick([1, 3])),
      replaced_value_float: float(0),
    }),
  ),
  learning('Binarizer', (sketch, add) =>
    add([sketch.input('float32', fullShape(sketch.random, 0, 3))], 1, { threshold: float(1) }),
  ),
  learning('LinearRegressor', (sketch, add) => {
    const [features, targets] = [sketch.random.integer(1, 4), sketch.random.integer(1, 3)];
    add([sketch.input('float32', [sketch.random.integer(1, 4), features])], 1, {
      coefficients: numbers(features * targets),
      intercepts: numbers(targets),
      targets,
    });
  }),
  learning('LinearClassifier', (sketch, add) => {
    const { random } = sketch;
    const [features, classes] = [random.integer(1, 4), random.integer(2, 4)];
    const functions = classes === 2 && random.chance(0.5) ? 1 : classes;
    add([matrix(sketch, features)], 2, {
      coefficients: numbers(features * functions),
      intercepts: numbers(functions),
      ...labels(random, classes, 'classlabels_ints'),
      post_transform: random.pick(['NONE', 'LOGISTIC']),
    });
  }),
  learning('SVMRegressor', (sketch, add) =>
    add([sketch.input('float32', [sketch.random.integer(1, 4), 2])], 1, {
      coefficients: numbers(2),
      support_vectors: numbers(4),
      n_supports: 2,
      rho: numbers(1),
      kernel_type: sketch.random.pick(['LINEAR', 'POLY', 'RBF']),
      kernel_params: floats([1, 0, 3]),
    }),
  ),
  learning('SVMClassifier', (sketch, add) => {
    const { random } = sketch;
    const classes = random.integer(2, 4);
    const pairs = (classes * (classes - 1)) / 2;
    add([matrix(sketch, 2)], 2, {
      coefficients: numbers(classes * (classes - 1)),
      support_vectors: numbers(2 * classes),
      vectors_per_class: random.list(classes, () => 1),
      rho: numbers(pairs),
      ...(random.chance(0.5) ? { prob_a: numbers(pairs), prob_b: numbers(pairs) } : {}),
      ...labels(random, classes, 'classlabels_ints'),
      kernel_type: 'RBF',
      kernel_params: floats([1, 0, 3]),
    });
  }),
  // The one operator of ai.onnx.ml 5, which came with opset 21, took the place of the two before it.
  learning(
    'TreeEnsemble',
    (sketch, add) => {
      const dtype = sketch.random.pick<DType>(['float32', 'float64']);
      add([sketch.input(dtype, [sketch.random.integer(1, 4), 2])], 1, {
        tree_roots: ints([0]),
        nodes_featureids: ints([0]),
        nodes_modes: tensor(constant('', 'uint8', [1], [0])),
        nodes_splits: tensor(constant('', dtype, [1], [1])),
        nodes_truenodeids: ints([0]),
        nodes_falsenodeids: ints([1]),
        nodes_trueleafs: ints([1]),
        nodes_falseleafs: ints([1]),
        leaf_targetids: ints([0, 1]),
        leaf_weights: tensor(constant('', dtype, [2], [1, 2])),
        n_targets: sketch.random.integer(2, 3),
      });
    },
    21,
  ),
  learning(
    'TreeEnsembleClassifier',
    (sketch, add) => {
      const { random } = sketch;
      const classes = random.integer(2, 4);
      const forest = trees(random);
      add([matrix(sketch, 2)], 2, {
        ...forest,
        ...leaves(forest, 'class', random.pick([1, classes])),
        ...labels(random, classes, 'classlabels_int64s'),
        post_transform: random.pick(['NONE', 'SOFTMAX']),
      });
    },
    11,
    20,
  ),
  learning(
    'TreeEnsembleRegressor',
    (sketch, add) => {
      const targets = sketch.random.integer(1, 3);
      const forest = trees(sketch.random);
      add([sketch.input('float32', [sketch.random.integer(1, 4), 2])], 1, {
        ...forest,
        ...leaves(forest, 'target', targets),
        n_targets: targets,
      });
    },
    11,
    20,
  ),
];
