import type { AttributeSpec } from '../../../fixtures/build/model.js';
import { constant, float, floats, ints, strings, tensor } from '../../../fixtures/build/model.js';
import type { DType } from '../../../src/ir/index.js';
import type { Random } from '../random.js';
import type { Drawn, Sketch } from '../sketch.js';
import { broadcasting } from './elementwise.js';
import type { Generator } from './elementwise.js';

type Draw = (
  sketch: Sketch,
  add: (
    inputs: readonly (Drawn | undefined)[],
    outputs?: number,
    attributes?: Readonly<Record<string, AttributeSpec>>,
  ) => void,
) => void;

/** An operator of onnxruntime's own or of the machine-learning domain. */
function of(domain: string, name: string, draw: Draw, since = 11, until?: number): Generator {
  return {
    name,
    since,
    until,
    draw: (sketch) =>
      draw(
        sketch,
        (inputs, outputs = 1, attributes = {}) => void sketch.node(name, inputs, outputs, attributes, domain),
      ),
  };
}
const contrib = (name: string, draw: Draw): Generator => of('com.microsoft', name, draw);
const learning = (name: string, draw: Draw, since?: number, until?: number): Generator =>
  of('ai.onnx.ml', name, draw, since, until);
const blocked = (name: string, draw: Draw): Generator => of('com.microsoft.nchwc', name, draw);

const filled = (sketch: Sketch, dtype: DType, shape: readonly number[], element = 1): Drawn =>
  sketch.stored(
    dtype,
    shape,
    Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => element),
  );
const scale = (sketch: Sketch): Drawn => sketch.stored('float32', [], [0.5]);
/** A scale and a zero point. */
const step = (sketch: Sketch, dtype: DType): Drawn[] => [scale(sketch), sketch.stored(dtype, [], [1])];
const numbers = (count: number): AttributeSpec => floats(Array.from({ length: count }, (_, index) => index + 0.5));
/** A shape with the sizes of 0 made 1: some of these kernels fall over where there is nothing to do. */
const occupied = (sizes: readonly number[]): number[] => sizes.map((size) => Math.max(size, 1));
const fullShape = (random: Random, low: number, high: number): number[] => occupied(random.shape(low, high));
const sometimes = <T>(random: Random, make: () => T): T | undefined => (random.chance(0.5) ? make() : undefined);

/** A window that fits its input. */
function window(
  random: Random,
  spatial: number,
): { readonly kernel: number[]; readonly sizes: number[]; readonly attributes: Record<string, AttributeSpec> } {
  const kernel = random.list(spatial, () => random.integer(1, 3));
  const begin = kernel.map((size) => random.integer(0, size - 1));
  return {
    kernel,
    sizes: kernel.map((size) => size + random.integer(0, 6)),
    attributes: {
      kernel_shape: kernel,
      strides: random.list(spatial, () => random.integer(1, 3)),
      pads: [...begin, ...kernel.map((size) => random.integer(0, size - 1))],
    },
  };
}

interface Sequence {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly width: number;
  /** Tokens in the cache. */
  readonly past: number;
}
const sequence = (random: Random): Sequence => ({
  batch: random.integer(1, 2),
  tokens: random.integer(1, 5),
  heads: random.integer(1, 3),
  width: random.pick([4, 8]),
  past: random.integer(1, 4),
});

const attention: readonly Generator[] = [
  contrib('Attention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const valueWidth = random.chance(0.3) ? heads * 2 : hidden;
    const input = random.pick([6, hidden]);
    const cached = valueWidth === hidden && random.chance(0.5);
    add(
      [
        sketch.input('float32', [batch, tokens, input]),
        sketch.input('float32', [input, 2 * hidden + valueWidth]),
        sketch.input('float32', [2 * hidden + valueWidth]),
        undefined,
        cached ? sketch.input('float32', [2, batch, heads, past, width]) : undefined,
      ],
      cached ? 2 : 1,
      {
        num_heads: heads,
        ...(valueWidth === hidden ? {} : { qkv_hidden_sizes: [hidden, hidden, valueWidth] }),
        ...(cached || random.chance(0.5) ? { unidirectional: 1 } : {}),
      },
    );
  }),
  contrib('MultiHeadAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const query = sketch.input('float32', [batch, tokens, hidden]);
    const kind = random.pick(['self', 'cross', 'cross by heads', 'cached']);
    const valueWidth = kind !== 'cached' && random.chance(0.3) ? 2 * heads : hidden;
    if (kind === 'cross by heads') {
      return add(
        [
          query,
          sketch.input('float32', [batch, heads, past, width]),
          sketch.input('float32', [batch, heads, past, width]),
        ],
        1,
        { num_heads: heads },
      );
    }
    const keys = kind === 'cross' ? past : tokens;
    const bias = sometimes(random, () => sketch.input('float32', [2 * hidden + valueWidth]));
    const cache =
      kind === 'cached'
        ? [sketch.input('float32', [batch, heads, past, width]), sketch.input('float32', [batch, heads, past, width])]
        : [];
    add(
      [
        query,
        sketch.input('float32', [batch, keys, hidden]),
        sketch.input('float32', [batch, keys, valueWidth]),
        bias,
        undefined,
        undefined,
        ...cache,
      ],
      kind === 'cross' ? 1 : 3,
      { num_heads: heads },
    );
  }),
  contrib('GroupQueryAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, past } = sequence(random);
    const [shared, groups, width] = [random.integer(1, 2), random.integer(1, 2), 8];
    const hidden = shared * groups * width;
    const decoding = random.chance(0.5);
    const added = decoding ? 1 : tokens;
    const packed = random.chance(0.4);
    const total = decoding ? past + 1 : tokens;
    const cache =
      decoding || random.chance(0.5)
        ? [sketch.input('float32', [batch, shared, past, width]), sketch.input('float32', [batch, shared, past, width])]
        : [undefined, undefined];
    add(
      [
        ...(packed
          ? [sketch.input('float32', [batch, added, hidden + 2 * shared * width]), undefined, undefined]
          : [hidden, shared * width, shared * width].map((size) => sketch.input('float32', [batch, added, size]))),
        ...cache,
        filled(sketch, 'int32', [batch], total - 1),
        sketch.stored('int32', [], [total]),
      ],
      3,
      { num_heads: shared * groups, kv_num_heads: shared },
    );
  }),
  contrib('RotaryEmbedding', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads } = sequence(random);
    const shape = random.chance(0.5) ? [batch, tokens, heads * 8] : [batch, heads, tokens, 8];
    add([
      sketch.input('float32', shape),
      sketch.stored('int64', [1], [0]),
      sketch.input('float32', [10, 4]),
      sketch.input('float32', [10, 4]),
    ]);
  }),
  contrib('QAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const weights = random.pick<DType>(['uint8', 'int8']);
    const cache = sometimes(random, () => sketch.input('float32', [2, batch, heads, past, width]));
    add(
      [
        sketch.input('uint8', [batch, tokens, hidden]),
        sketch.input(weights, [hidden, 3 * hidden]),
        sketch.input('float32', [3 * hidden]),
        scale(sketch),
        scale(sketch),
        undefined,
        sketch.stored('uint8', [], [1]),
        sketch.stored(weights, [], [1]),
        cache,
      ],
      cache ? 2 : 1,
      { num_heads: heads, unidirectional: 1 },
    );
  }),
];

const normalization: readonly Generator[] = [
  contrib('EmbedLayerNormalization', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens } = sequence(random);
    const ids = (): Drawn => filled(sketch, 'int32', [batch, tokens]);
    const segmented = random.chance(0.5);
    const rows = (count: number): Drawn => sketch.input('float32', [count, 8]);
    const mask = sometimes(random, ids);
    add(
      [
        ids(),
        segmented ? ids() : undefined,
        rows(10),
        rows(6),
        segmented ? rows(2) : undefined,
        sketch.input('float32', [8]),
        sketch.input('float32', [8]),
        mask,
      ],
      random.integer(2, 3),
    );
  }),
  ...['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization'].map((op) =>
    contrib(op, (sketch, add) => {
      const { random } = sketch;
      const shape = [random.integer(1, 3), random.integer(1, 4), 8];
      const skip = sketch.input('float32', random.pick([shape, [1, ...shape.slice(1)], shape.slice(1)]));
      const vector = (): Drawn => sketch.input('float32', [8]);
      add(
        [
          sketch.input('float32', shape),
          skip,
          vector(),
          ...(op === 'SkipLayerNormalization' ? [sometimes(random, vector)] : []),
          sometimes(random, vector),
        ],
        random.pick([1, 4]),
      );
    }),
  ),
  of('', 'SimplifiedLayerNormalization', (sketch, add) => {
    const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 4));
    const axis = sketch.random.integer(0, shape.length - 1);
    add([sketch.input('float32', shape), sketch.input('float32', shape.slice(axis))], 1, {
      axis: axis - (sketch.random.chance(0.5) ? shape.length : 0),
    });
  }),
  ...['BiasGelu', 'FastGelu'].map((op) =>
    contrib(op, (sketch, add) => {
      const shape = [...fullShape(sketch.random, 0, 3), 8];
      add([sketch.input('float32', shape), sketch.input('float32', [8])]);
    }),
  ),
];

const products: readonly Generator[] = [
  contrib('FusedMatMul', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
    const batches = random.list(random.integer(0, 2), () => random.integer(1, 3));
    const side = (
      before: number,
      after: number,
      name: 'A' | 'B',
    ): { readonly shape: number[]; readonly attributes: Record<string, AttributeSpec> } => {
      const turned = random.chance(0.5);
      const outer = batches.length > 0 && random.chance(0.3);
      const [first, last] = turned ? [after, before] : [before, after];
      return {
        shape: outer ? [first, ...batches, last] : [...batches, first, last],
        attributes: { ...(turned ? { [`trans${name}`]: 1 } : {}), ...(outer ? { [`transBatch${name}`]: 1 } : {}) },
      };
    };
    const [left, right] = [side(rows, inner, 'A'), side(inner, columns, 'B')];
    add([sketch.input('float32', left.shape), sketch.input('float32', right.shape)], 1, {
      ...left.attributes,
      ...right.attributes,
      ...(random.chance(0.5) ? { alpha: float(2) } : {}),
    });
  }),
  contrib('FusedGemm', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns] = [random.integer(1, 4), random.integer(1, 4), random.integer(1, 4)];
    const [transA, transB] = [random.integer(0, 1), random.integer(0, 1)];
    add(
      [
        sketch.input('float32', transA === 1 ? [inner, rows] : [rows, inner]),
        sketch.input('float32', transB === 1 ? [columns, inner] : [inner, columns]),
        sketch.input('float32', random.pick([[columns], [rows, 1], []])),
      ],
      1,
      { transA, transB, activation: 'Relu' },
    );
  }),
  contrib('MatMulNBits', (sketch, add) => {
    const { random } = sketch;
    const [block, columns, bits] = [random.pick([16, 32]), random.integer(1, 9), random.pick([4, 4, 8])];
    const inner = block * random.integer(1, 3);
    const blocks = inner / block;
    add(
      [
        sketch.input('float32', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
        filled(sketch, 'uint8', [columns, blocks, (block * bits) / 8]),
        filled(sketch, 'float32', [columns * blocks]),
      ],
      1,
      { K: inner, N: columns, bits, block_size: block },
    );
  }),
  contrib('DynamicQuantizeMatMul', (sketch, add) => {
    const { random } = sketch;
    const [inner, columns] = [random.integer(1, 5), random.integer(1, 5)];
    add([
      sketch.input('float32', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
      sketch.input('uint8', [inner, columns]),
      ...step(sketch, 'uint8'),
      sometimes(random, () => sketch.input('float32', [columns])),
    ]);
  }),
  contrib('MatMulIntegerToFloat', (sketch, add) => {
    const { random } = sketch;
    const [inner, columns] = [random.integer(1, 5), random.integer(1, 5)];
    add([
      sketch.input('uint8', [...fullShape(random, 0, 2), random.integer(1, 3), inner]),
      sketch.input('uint8', [inner, columns]),
      scale(sketch),
      scale(sketch),
      sketch.stored('uint8', [], [1]),
      sketch.stored('uint8', [], [1]),
      sometimes(random, () => sketch.input('float32', [columns])),
    ]);
  }),
  contrib('QGemm', (sketch, add) => {
    const { random } = sketch;
    const [rows, inner, columns, transB] = [
      random.integer(1, 5),
      random.integer(1, 5),
      random.integer(1, 5),
      random.integer(0, 1),
    ];
    add(
      [
        sketch.input('uint8', [rows, inner]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'uint8', transB === 1 ? [columns, inner] : [inner, columns]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'int32', [columns]),
        ...(random.chance(0.5) ? step(sketch, 'uint8') : []),
      ],
      1,
      { transB },
    );
  }),
  contrib('MoE', (sketch, add) => {
    const { random } = sketch;
    const [tokens, hidden, inner, experts] = [
      random.integer(1, 5),
      random.integer(2, 5),
      random.integer(2, 5),
      random.integer(2, 4),
    ];
    const gated = random.chance(0.4);
    const wide = gated ? 2 * inner : inner;
    const shape = random.chance(0.5) ? [tokens, hidden] : [1, tokens, hidden];
    add(
      [
        sketch.input('float32', shape),
        sketch.input('float32', [tokens, experts]),
        sketch.input('float32', [experts, wide, hidden]),
        sketch.input('float32', [experts, wide]),
        sketch.input('float32', [experts, hidden, inner]),
        sketch.input('float32', [experts, hidden]),
      ],
      1,
      {
        k: random.integer(1, 2),
        ...(gated
          ? { activation_type: 'swiglu', swiglu_fusion: 1 }
          : { activation_type: random.pick(['relu', 'gelu', 'silu']) }),
      },
    );
  }),
];

const quantized: readonly Generator[] = [
  ...['QLinearAdd', 'QLinearMul'].map((op) =>
    contrib(op, (sketch, add) => {
      const dtype = sketch.random.pick<DType>(['uint8', 'int8']);
      const [left = [], right = []] = broadcasting(sketch.random, 2).map(occupied);
      add([
        sketch.input(dtype, left),
        ...step(sketch, dtype),
        sketch.input(dtype, right),
        ...step(sketch, dtype),
        ...step(sketch, dtype),
      ]);
    }),
  ),
  ...['QLinearSigmoid', 'QLinearLeakyRelu'].map((op) =>
    contrib(op, (sketch, add) => {
      const dtype = sketch.random.pick<DType>(['uint8', 'int8']);
      add([sketch.input(dtype, fullShape(sketch.random, 0, 4)), ...step(sketch, dtype), ...step(sketch, dtype)]);
    }),
  ),
  contrib('QLinearConcat', (sketch, add) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(1, 4));
    const axis = random.integer(0, shape.length - 1);
    const parts = random.list(random.integer(1, 3), () => [
      sketch.input('uint8', shape.with(axis, random.integer(1, 4))),
      ...step(sketch, 'uint8'),
    ]);
    add([...step(sketch, 'uint8'), ...parts.flat()], 1, { axis });
  }),
  contrib('QLinearWhere', (sketch, add) => {
    const [condition = [], left = [], right = []] = broadcasting(sketch.random, 3).map(occupied);
    add([
      sketch.input('bool', condition),
      sketch.input('uint8', left),
      ...step(sketch, 'uint8'),
      sketch.input('uint8', right),
      ...step(sketch, 'uint8'),
      ...step(sketch, 'uint8'),
    ]);
  }),
  contrib('QLinearAveragePool', (sketch, add) => {
    const { random } = sketch;
    const { sizes, attributes } = window(random, 2);
    const last = random.integer(0, 1);
    add(
      [
        sketch.input('uint8', last === 1 ? [1, ...sizes, 3] : [1, 3, ...sizes]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
      ],
      1,
      { ...attributes, channels_last: last, ceil_mode: random.integer(0, 1), count_include_pad: random.integer(0, 1) },
    );
  }),
  contrib('QLinearGlobalAveragePool', (sketch, add) => {
    const last = sketch.random.integer(0, 1);
    add(
      [
        sketch.input('uint8', last === 1 ? [1, 4, 5, 3] : [1, 3, 4, 5]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
      ],
      1,
      { channels_last: last },
    );
  }),
  contrib('QLinearConv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, random.integer(1, 2));
    const [last, groups] = [random.integer(0, 1), random.integer(1, 2)];
    const outputs = groups * random.integer(1, 3);
    const bias = sometimes(random, () => filled(sketch, 'int32', [outputs]));
    add(
      [
        sketch.input('uint8', last === 1 ? [1, ...sizes, 2 * groups] : [1, 2 * groups, ...sizes]),
        ...step(sketch, 'uint8'),
        filled(sketch, 'uint8', [outputs, 2, ...kernel]),
        ...step(sketch, 'uint8'),
        ...step(sketch, 'uint8'),
        bias,
      ],
      1,
      { ...attributes, channels_last: last, group: groups },
    );
  }),
  contrib('QLinearSoftmax', (sketch, add) => {
    const shape = sketch.random.list(sketch.random.integer(1, 4), () => sketch.random.integer(1, 5));
    add([sketch.input('uint8', shape), ...step(sketch, 'uint8'), ...step(sketch, 'uint8')], 1, {
      axis: sketch.random.integer(-shape.length, shape.length - 1),
      opset: 13,
    });
  }),
  contrib('GatherBlockQuantized', (sketch, add) => {
    const { random } = sketch;
    const [rows, blocks, axis] = [random.integer(1, 4), random.integer(1, 3), random.pick([0, 1])];
    const bits = axis === 0 ? random.pick([4, 8]) : 8;
    const width = blocks * 16;
    const stored = (width * bits) / 8;
    // Gathers along the first axis of rows that are quantised along the last; 4-bit numbers stand in pairs.
    add(
      [
        filled(sketch, 'uint8', [rows, stored]),
        filled(sketch, 'int64', fullShape(random, 0, 2), 0),
        filled(sketch, 'float32', [rows, blocks]),
      ],
      1,
      { gather_axis: 0, quantize_axis: 1, block_size: 16, bits },
    );
  }),
];

const windows: readonly Generator[] = [
  contrib('FusedConv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, random.integer(1, 2));
    const outputs = random.integer(1, 4);
    add(
      [
        sketch.input('float32', [random.integer(1, 2), 3, ...sizes]),
        sketch.input('float32', [outputs, 3, ...kernel]),
        sometimes(random, () => sketch.input('float32', [outputs])),
      ],
      1,
      { ...attributes, activation: random.pick(['Relu', 'Sigmoid', 'Tanh']) },
    );
  }),
  contrib('NhwcMaxPool', (sketch, add) => {
    const { sizes, attributes } = window(sketch.random, 2);
    add([sketch.input(sketch.random.pick<DType>(['uint8', 'int8']), [1, ...sizes, 3])], 1, {
      ...attributes,
      ceil_mode: sketch.random.integer(0, 1),
    });
  }),
  contrib('ConvTransposeWithDynamicPads', (sketch, add) => {
    const { random } = sketch;
    const pads = random.list(4, () => random.integer(0, 1));
    add(
      [
        sketch.input('float32', [1, 3, random.integer(2, 5), random.integer(2, 5)]),
        sketch.input('float32', [3, 4, 3, 3]),
        sketch.stored('int64', [4], pads),
        sometimes(random, () => sketch.input('float32', [4])),
      ],
      1,
      { strides: random.list(2, () => random.integer(1, 3)) },
    );
  }),
  blocked('Conv', (sketch, add) => {
    const { random } = sketch;
    const { kernel, sizes, attributes } = window(random, 2);
    add(
      [
        sketch.input('float32', [1, 16, ...sizes]),
        sketch.input('float32', [32, 16, ...kernel]),
        sometimes(random, () => sketch.input('float32', [32])),
      ],
      1,
      attributes,
    );
  }),
  ...['MaxPool', 'AveragePool'].map((op) =>
    blocked(op, (sketch, add) => {
      const { sizes, attributes } = window(sketch.random, 2);
      add([sketch.input('float32', [1, 16, ...sizes])], 1, { ...attributes, ceil_mode: sketch.random.integer(0, 1) });
    }),
  ),
  blocked('Upsample', (sketch, add) =>
    add([sketch.input('float32', [1, 16, sketch.random.integer(1, 4), 3])], 1, {
      scales: [1, 1, sketch.random.integer(1, 3), sketch.random.integer(1, 3)],
    }),
  ),
  blocked('ReorderOutput', (sketch, add) =>
    add([sketch.input('float32', [1, 16, sketch.random.integer(1, 4), 3])], 1, {
      channels: sketch.random.integer(1, 4) * 4,
      channels_last: sketch.random.integer(0, 1),
    }),
  ),
  contrib('CropAndResize', (sketch, add) => {
    const { random } = sketch;
    const boxes = random.integer(1, 3);
    add([
      sketch.input('float32', [1, 3, 6, 7]),
      filled(sketch, 'float32', [boxes, 4], 0.5),
      filled(sketch, 'int32', [boxes], 0),
      sketch.stored('int32', [2], [random.integer(1, 5), random.integer(1, 5)]),
    ]);
  }),
  contrib('Pad', (sketch, add) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(2, 4));
    const pads = random.list(2 * shape.length, () => random.integer(-1, 2));
    add(
      [sketch.input('float32', shape), sketch.stored('int64', random.pick([[pads.length], [1, pads.length]]), pads)],
      1,
      { mode: 'constant' },
    );
  }),
  contrib('ExpandDims', (sketch, add) => {
    const shape = fullShape(sketch.random, 0, 3);
    add([
      sketch.input('float32', shape),
      sketch.stored('int32', [], [sketch.random.integer(-shape.length - 1, shape.length)]),
    ]);
  }),
];

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

const learned: readonly Generator[] = [
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

/** Operators outside ai.onnx: onnxruntime's own and those of machine learning. */
export const contributed: readonly Generator[] = [
  ...attention,
  ...normalization,
  ...products,
  ...quantized,
  ...windows,
  ...learned,
];
