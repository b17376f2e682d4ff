import type { AttributeSpec } from '../../../fixtures/build/model.js';
import { floats, graph, node, value } from '../../../fixtures/build/model.js';
import type { Drawn, Sketch } from '../sketch.js';
import type { Generator } from './elementwise.js';

type Attributes = Readonly<Record<string, AttributeSpec>>;

function of(name: string, since: number, draw: (sketch: Sketch) => void, until?: number): Generator {
  return { name, since, until, draw };
}

const chosen = (sketch: Sketch, attributes: Attributes, probability = 0.5): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(() => sketch.random.chance(probability)));

/** A value that a node gives. */
const made = (name: string | undefined, dtype: Drawn['dtype'], shape: readonly number[]): Drawn => ({
  name: name ?? '',
  dtype,
  shape,
});

/** Shapes of two tensors that broadcast. */
function broadcasting({ random }: Sketch): readonly [readonly number[], readonly number[]] {
  const whole = random.shape(1, 4);
  const part = whole.slice(random.integer(0, whole.length)).map((dim) => (random.chance(0.3) ? 1 : dim));
  return random.chance(0.5) ? [whole, part] : [part, whole];
}

const bits: readonly Generator[] = [
  ...(['BitwiseAnd', 'BitwiseOr', 'BitwiseXor'] as const).map((op) =>
    of(op, 18, (sketch) => {
      const [left, right] = broadcasting(sketch);
      const dtype = sketch.random.pick(['int32', 'int64', 'uint8', 'int8'] as const);
      sketch.node(op, [sketch.input(dtype, left), sketch.input(dtype, right)], 1);
    }),
  ),
  of(
    'BitwiseNot',
    18,
    (sketch) => void sketch.node('BitwiseNot', [sketch.input('int32', sketch.random.shape(0, 4))], 1),
  ),
  of('BitShift', 11, (sketch) => {
    const [left, right] = broadcasting(sketch);
    sketch.node('BitShift', [sketch.input('uint8', left), sketch.input('uint8', right)], 1, {
      direction: sketch.random.pick(['LEFT', 'RIGHT']),
    });
  }),
  ...(['Acos', 'Acosh', 'Asin', 'Asinh', 'Atanh', 'Cosh', 'Sinh', 'Tan', 'IsInf'] as const).map((op) =>
    of(op, 11, (sketch) => void sketch.node(op, [sketch.input('float32', sketch.random.shape(0, 5))], 1)),
  ),
  of('Not', 11, (sketch) => void sketch.node('Not', [sketch.input('bool', sketch.random.shape(0, 5))], 1)),
  of('CastLike', 15, (sketch) => {
    const like = sketch.input(sketch.random.pick(['int32', 'bool', 'float64'] as const), sketch.random.shape(0, 3));
    sketch.node('CastLike', [sketch.input('float32', sketch.random.shape(0, 4)), like], 1);
  }),
];

const images: readonly Generator[] = [
  of('CenterCropPad', 18, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(1, 7));
    const axes = random.shuffle(random.some([...shape.keys()]));
    const listed = axes.length > 0;
    const sizes = (listed ? axes : shape).map(() => random.integer(1, 9));
    const named = axes.map((axis) => (random.chance(0.5) ? axis : axis - shape.length));
    sketch.node(
      'CenterCropPad',
      [sketch.input('float32', shape), sketch.steering(sizes)],
      1,
      listed ? { axes: named } : {},
    );
  }),
  of('Col2Im', 18, (sketch) => {
    const { random } = sketch;
    const spatial = random.integer(1, 3);
    const block = random.list(spatial, () => random.integer(1, 3));
    const dilations = random.list(spatial, () => random.integer(1, 2));
    const strides = random.list(spatial, () => random.integer(1, 2));
    const pads = random.list(2 * spatial, () => random.integer(0, 1));
    const image = block.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1 + random.integer(0, 4));
    const count = image.reduce((all, size, axis) => {
      const room =
        size + (pads[axis] ?? 0) + (pads[axis + spatial] ?? 0) - (dilations[axis] ?? 1) * ((block[axis] ?? 1) - 1);
      return all * (Math.floor((room - 1) / (strides[axis] ?? 1)) + 1);
    }, 1);
    const channels = random.integer(1, 3) * block.reduce((all, size) => all * size, 1);
    const x = sketch.input('float32', [random.integer(1, 2), channels, count]);
    sketch.node('Col2Im', [x, sketch.stored('int64', [spatial], image), sketch.stored('int64', [spatial], block)], 1, {
      strides,
      pads,
      dilations,
    });
  }),
  of('AffineGrid', 20, (sketch) => {
    const { random } = sketch;
    const spatial = random.integer(2, 3);
    const batch = random.integer(1, 3);
    const theta = sketch.input('float32', [batch, spatial, spatial + 1]);
    const sizes = [batch, random.integer(1, 3), ...random.list(spatial, () => random.integer(1, 5))];
    sketch.node('AffineGrid', [theta, sketch.steering(sizes)], 1, chosen(sketch, { align_corners: 1 }));
  }),
  of('GridSample', 16, (sketch) => {
    const { random, opset } = sketch;
    const spatial = opset >= 20 ? random.integer(2, 3) : 2;
    const batch = random.integer(1, 3);
    const x = sketch.input('float32', [
      batch,
      random.integer(1, 3),
      ...random.list(spatial, () => random.integer(1, 5)),
    ]);
    const grid = sketch.input('float32', [batch, ...random.list(spatial, () => random.integer(1, 5)), spatial]);
    const modes = opset >= 20 ? ['linear', 'nearest'] : ['bilinear', 'nearest', 'bicubic'];
    sketch.node('GridSample', [x, grid], 1, {
      ...chosen(sketch, { align_corners: 1, padding_mode: random.pick(['zeros', 'border', 'reflection']) }),
      mode: random.pick(modes),
    });
  }),
  of('RoiAlign', 16, (sketch) => {
    const { random } = sketch;
    const count = random.integer(0, 4);
    const x = sketch.input('float32', [
      random.integer(1, 2),
      random.integer(1, 3),
      random.integer(3, 6),
      random.integer(3, 6),
    ]);
    const rois = sketch.input('float32', [count, 4]);
    const batches = sketch.stored('int64', [count], new Array<number>(count).fill(0));
    sketch.node('RoiAlign', [x, rois, batches], 1, {
      ...chosen(sketch, { output_height: random.integer(1, 4), output_width: random.integer(1, 4), sampling_ratio: 2 }),
      ...chosen(sketch, { mode: 'max', coordinate_transformation_mode: 'output_half_pixel' }),
    });
  }),
  of('MaxRoiPool', 11, (sketch) => {
    const { random } = sketch;
    const x = sketch.input('float32', [2, random.integer(1, 3), random.integer(3, 6), random.integer(3, 6)]);
    const rois = sketch.stored('float32', [2, 5], [0, 0, 0, 2, 2, 1, 0, 0, 1, 1]);
    sketch.node('MaxRoiPool', [x, rois], 1, { pooled_shape: [random.integer(1, 3), random.integer(1, 3)] });
  }),
  of('DeformConv', 19, (sketch) => {
    const { random } = sketch;
    const [kernel, sizes] = [random.list(2, () => random.integer(1, 3)), random.list(2, () => random.integer(4, 7))];
    const [dilation, stride, pad] = [random.integer(1, 2), random.integer(1, 2), random.integer(0, 1)];
    const [channels, groups] = [2 * random.integer(1, 2), random.pick([1, 2])];
    const out = sizes.map(
      (size, axis) => Math.floor((size + 2 * pad - dilation * ((kernel[axis] ?? 1) - 1) - 1) / stride) + 1,
    );
    if (out.some((size) => size < 1)) return;
    const [kh = 1, kw = 1] = kernel;
    const offsetGroups = random.pick([1, 2]);
    const x = sketch.input('float32', [1, channels, ...sizes]);
    const w = sketch.input('float32', [2 * groups, channels / groups, ...kernel]);
    const offset = sketch.input('float32', [1, offsetGroups * kh * kw * 2, ...out]);
    const bias = random.chance(0.5) ? sketch.input('float32', [2 * groups]) : undefined;
    const mask = random.chance(0.5) ? sketch.input('float32', [1, offsetGroups * kh * kw, ...out]) : undefined;
    sketch.node('DeformConv', [x, w, offset, bias, mask], 1, {
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pads: [pad, pad, pad, pad],
      group: groups,
      offset_group: offsetGroups,
    });
  }),
  of('MaxUnpool', 11, (sketch) => {
    const { random } = sketch;
    const kernel = random.list(2, () => random.integer(1, 3));
    const sizes = kernel.map((size) => size * random.integer(1, 3) + random.integer(0, size - 1));
    const shape = [1, random.integer(1, 2), ...sizes];
    const x = sketch.input('float32', shape);
    const attributes = { kernel_shape: kernel, strides: kernel };
    const [y, places] = sketch.node('MaxPool', [x], 2, attributes);
    const pooled = [...shape.slice(0, 2), ...sizes.map((size, axis) => Math.floor(size / (kernel[axis] ?? 1)))];
    const wanted = random.chance(0.6) ? [sketch.steering(shape)] : [];
    sketch.node('MaxUnpool', [made(y, 'float32', pooled), made(places, 'int64', pooled), ...wanted], 1, attributes);
  }),
];

const signals: readonly Generator[] = [
  ...(['HannWindow', 'HammingWindow', 'BlackmanWindow'] as const).map((op) =>
    of(op, 17, (sketch) => {
      const size = sketch.stored('int64', [], [sketch.random.integer(1, 9)]);
      sketch.node(op, [size], 1, chosen(sketch, { periodic: 0, output_datatype: 11 }));
    }),
  ),
  of('MelWeightMatrix', 17, (sketch) => {
    const { random } = sketch;
    const scalar = (number: number) => sketch.stored('int64', [], [number]);
    const limits = [20, 4000].map((limit) => sketch.stored('float32', [], [limit]));
    sketch.node(
      'MelWeightMatrix',
      [scalar(random.integer(1, 6)), scalar(random.pick([8, 16, 17])), scalar(8192), ...limits],
      1,
    );
  }),
  of('DFT', 17, (sketch) => {
    const { random, opset } = sketch;
    const shape = [random.integer(1, 2), ...random.list(random.integer(1, 3), () => random.integer(2, 6))];
    const axis = random.integer(1, shape.length - 1);
    const isComplex = random.chance(0.5);
    const x = sketch.input('float32', [...shape, isComplex ? 2 : 1]);
    const length = random.chance(0.5) ? sketch.stored('int64', [], [random.integer(1, 9)]) : undefined;
    const settings = isComplex ? chosen(sketch, { inverse: 1 }) : chosen(sketch, { onesided: 1 });
    const place = random.chance(0.3) ? axis - shape.length - 1 : axis;
    if (opset >= 20) sketch.node('DFT', [x, length, sketch.stored('int64', [], [place])], 1, settings);
    else sketch.node('DFT', [x, length], 1, { ...settings, axis });
  }),
  of('STFT', 17, (sketch) => {
    const { random } = sketch;
    const [length, frame, step] = [random.integer(8, 20), random.integer(2, 8), random.integer(1, 4)];
    const x = sketch.input('float32', [random.integer(1, 2), length, 1]);
    const scalar = (number: number) => sketch.stored('int64', [], [number]);
    const window = random.chance(0.5) ? sketch.input('float32', [frame]) : undefined;
    const told = window === undefined || random.chance(0.5) ? scalar(frame) : undefined;
    sketch.node('STFT', [x, scalar(step), window, told], 1, { onesided: random.integer(0, 1) });
  }),
];

const norms: readonly Generator[] = [
  of('GroupNormalization', 18, (sketch) => {
    const { random, opset } = sketch;
    const groups = random.integer(1, 3);
    const channels = groups * random.integer(1, 3);
    const x = sketch.input('float32', [
      random.integer(1, 2),
      channels,
      ...random.list(random.integer(1, 3), () => random.integer(1, 5)),
    ]);
    const scales = opset >= 21 ? channels : groups;
    const scale = () => sketch.input('float32', [scales]);
    sketch.node('GroupNormalization', [x, scale(), scale()], 1, { num_groups: groups });
  }),
  of('MeanVarianceNormalization', 13, (sketch) => {
    const { random } = sketch;
    const shape = random.list(4, () => random.integer(1, 5));
    sketch.node('MeanVarianceNormalization', [sketch.input('float32', shape)], 1, chosen(sketch, { axes: [0, 1] }));
  }),
  of('RMSNormalization', 23, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 4), () => random.integer(1, 5));
    const axis = random.integer(0, shape.length - 1);
    sketch.node('RMSNormalization', [sketch.input('float32', shape), sketch.input('float32', shape.slice(axis))], 1, {
      axis: random.chance(0.5) ? axis : axis - shape.length,
    });
  }),
  of('Swish', 24, (sketch) => void sketch.node('Swish', [sketch.input('float32', sketch.random.shape(0, 4))], 1)),
  of('Det', 11, (sketch) => {
    const size = sketch.random.integer(1, 4);
    const lead = sketch.random.list(sketch.random.integer(0, 2), () => sketch.random.integer(1, 3));
    sketch.node('Det', [sketch.input('float32', [...lead, size, size])], 1);
  }),
  ...(['NegativeLogLikelihoodLoss', 'SoftmaxCrossEntropyLoss'] as const).map((op) =>
    of(op, 13, (sketch) => {
      const { random } = sketch;
      const [batch, classes] = [random.integer(1, 3), random.integer(2, 4)];
      const rest = random.list(random.integer(0, 2), () => random.integer(1, 3));
      const count = [batch, ...rest].reduce((all, dim) => all * dim, 1);
      const labels = sketch.stored(
        'int64',
        [batch, ...rest],
        random.list(count, () => random.integer(0, classes - 1)),
      );
      const weight = random.chance(0.4) ? [sketch.input('float32', [classes])] : [];
      const outputs = op === 'SoftmaxCrossEntropyLoss' ? random.integer(1, 2) : 1;
      sketch.node(op, [sketch.input('float32', [batch, classes, ...rest]), labels, ...weight], outputs, {
        reduction: random.pick(['none', 'mean', 'sum']),
      });
    }),
  ),
  of('Multinomial', 11, (sketch) => {
    const { random } = sketch;
    const x = sketch.input('float32', [random.integer(1, 3), random.integer(1, 4)]);
    sketch.node(
      'Multinomial',
      [x],
      1,
      chosen(sketch, { sample_size: random.integer(1, 4), dtype: random.pick([6, 7]) }),
    );
  }),
];

const moves: readonly Generator[] = [
  of('ReverseSequence', 11, (sketch) => {
    const { random } = sketch;
    const shape = [random.integer(1, 4), random.integer(1, 4), ...random.shape(0, 2)];
    const batchFirst = random.chance(0.5);
    const [time = 1, batch = 1] = batchFirst ? [shape[1], shape[0]] : shape;
    const lengths = sketch.stored(
      'int64',
      [batch],
      random.list(batch, () => random.integer(1, time)),
    );
    sketch.node('ReverseSequence', [sketch.input('float32', shape), lengths], 1, {
      batch_axis: batchFirst ? 0 : 1,
      time_axis: batchFirst ? 1 : 0,
    });
  }),
  of('ScatterElements', 11, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 3), () => random.integer(1, 4));
    const part = shape.map((dim) => random.integer(1, dim));
    const count = part.reduce((all, dim) => all * dim, 1);
    const places = sketch.stored('int64', part, new Array<number>(count).fill(0));
    const attributes = { axis: random.integer(-shape.length, shape.length - 1) };
    sketch.node(
      'ScatterElements',
      [sketch.input('float32', shape), places, sketch.input('float32', part)],
      1,
      attributes,
    );
  }),
  of('TensorScatter', 24, (sketch) => {
    const { random } = sketch;
    const [batch, heads, most, size] = [
      random.integer(1, 3),
      random.integer(1, 2),
      random.integer(3, 6),
      random.integer(1, 4),
    ];
    const added = random.integer(1, 2);
    const cache = sketch.input('float32', [batch, heads, most, size]);
    const update = sketch.input('float32', [batch, heads, added, size]);
    const at = random.chance(0.5) ? [sketch.stored('int64', [batch], new Array<number>(batch).fill(1))] : [];
    sketch.node('TensorScatter', [cache, update, ...at], 1, chosen(sketch, { mode: 'circular', axis: -2 }));
  }),
  of('SplitToSequence', 11, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 3), () => random.integer(1, 6));
    const axis = random.integer(0, shape.length - 1);
    const length = shape[axis] ?? 1;
    const x = sketch.input('float32', shape);
    const each = random.integer(1, length);
    const kind = random.integer(0, 2);
    const lengths = kind === 1 ? [each] : [length - each, each];
    const split = kind === 0 ? undefined : sketch.stored('int64', kind === 1 ? [] : [2], lengths);
    const keepdims = split === undefined ? random.integer(0, 1) : 1;
    const inside = sketch.hidden('SplitToSequence', [x, split], { axis, keepdims });
    const last = sketch.stored('int64', [], [-1]);
    sketch.node('SequenceAt', [inside, last], 1);
    sketch.node('SequenceLength', [inside], 1);
    if (split === undefined || (length % each === 0 && split.shape.length === 0)) {
      sketch.node('ConcatFromSequence', [inside], 1, { axis: keepdims === 0 ? 0 : axis, new_axis: 1 });
    }
    if (keepdims === 1) sketch.node('ConcatFromSequence', [inside], 1, { axis });
    const erased = sketch.hidden('SequenceErase', [inside, last]);
    sketch.node('SequenceLength', [erased], 1);
    const more = sketch.hidden('SequenceInsert', [erased, keepdims === 1 ? x : made(x.name, 'float32', shape)]);
    sketch.node('SequenceLength', [more], 1);
  }),
];

const attentions: readonly Generator[] = [
  of('Attention', 23, (sketch) => {
    const { random } = sketch;
    const [batch, groups, size, valueSize] = [
      random.integer(1, 2),
      random.integer(1, 2),
      random.pick([2, 4]),
      random.pick([2, 4]),
    ];
    const heads = groups * random.integer(1, 2);
    const [queries, keys, past] = [
      random.integer(1, 4),
      random.integer(1, 4),
      random.chance(0.4) ? random.integer(1, 3) : 0,
    ];
    const packed = random.chance(0.5);
    const operand = (count: number, length: number, width: number): Drawn =>
      sketch.input('float32', packed ? [batch, length, count * width] : [batch, count, length, width]);
    const inputs = [operand(heads, queries, size), operand(groups, keys, size), operand(groups, keys, valueSize)];
    const mask = random.chance(0.4)
      ? sketch.input(random.pick(['float32', 'bool']), [queries, past + keys])
      : undefined;
    const cache =
      past === 0 ? [] : [size, valueSize].map((width) => sketch.input('float32', [batch, groups, past, width]));
    const settings = packed ? { q_num_heads: heads, kv_num_heads: groups } : {};
    const outputs = past > 0 ? random.integer(3, 4) : random.pick([1, 1, 4]);
    sketch.node('Attention', [...inputs, mask, ...cache], outputs, {
      ...settings,
      ...chosen(sketch, { is_causal: 1 }),
      ...chosen(sketch, { qk_matmul_output_mode: random.integer(0, 3) }),
    });
  }),
  of('RotaryEmbedding', 23, (sketch) => {
    const { random } = sketch;
    const [batch, heads, length, size] = [
      random.integer(1, 2),
      random.integer(1, 3),
      random.integer(1, 4),
      random.pick([2, 4, 8]),
    ];
    const packed = random.chance(0.5);
    const x = sketch.input('float32', packed ? [batch, length, heads * size] : [batch, heads, length, size]);
    const withPlaces = random.chance(0.5);
    const table = () => sketch.input('float32', withPlaces ? [8, size / 2] : [batch, length, size / 2]);
    const places = withPlaces
      ? [sketch.stored('int64', [batch, length], new Array<number>(batch * length).fill(1))]
      : [];
    sketch.node('RotaryEmbedding', [x, table(), table(), ...places], 1, {
      ...(packed ? { num_heads: heads } : {}),
      ...chosen(sketch, { interleaved: 1 }),
    });
  }),
];

const loops: readonly Generator[] = [
  of('Loop', 13, (sketch) => {
    const { random } = sketch;
    const trips = random.integer(0, 4);
    const shape = [random.integer(1, 3), random.integer(1, 3)];
    const x = sketch.input('float32', shape);
    const row = sketch.input('float32', [random.integer(1, 2), shape[1] ?? 1]);
    const body = random.pick([
      // Grows by a constant, doubles, keeps its size.
      [node('Concat', ['s', row.name], ['next'], { axis: 0 })],
      [node('Concat', ['s', 's'], ['next'], { axis: 0 })],
      [node('Add', ['s', 's'], ['next'])],
      [node('Concat', ['s', 's', row.name], ['next'], { axis: 0 })],
    ]);
    const limit = sketch.stored('int64', [], [trips]);
    sketch.node('Loop', [limit, undefined, x], 2, {
      body: graph({
        inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [undefined, shape[1]])],
        outputs: ['on', 'next', 'scanned'],
        nodes: [node('Identity', ['go'], ['on']), ...body, node('Add', [x.name, x.name], ['scanned'])],
      }),
    });
  }),
  of('Scan', 11, (sketch) => {
    const { random } = sketch;
    const [steps, size] = [random.integer(1, 4), random.integer(1, 3)];
    const axis = random.integer(0, 1);
    const shape = axis === 0 ? [steps, size] : [size, steps];
    sketch.node('Scan', [sketch.input('float32', [size]), sketch.input('float32', shape)], 2, {
      num_scan_inputs: 1,
      scan_input_axes: [axis],
      ...chosen(sketch, { scan_output_axes: [random.integer(-2, 1)], scan_input_directions: [1] }),
      body: graph({
        inputs: [value('state', 'float32', [size]), value('slice', 'float32', [size])],
        outputs: ['next', 'out'],
        nodes: [node('Add', ['state', 'slice'], ['next']), node('Mul', ['state', 'slice'], ['out'])],
      }),
    });
  }),
];

const texts: readonly Generator[] = [
  of('TfIdfVectorizer', 11, (sketch) => {
    const { random } = sketch;
    const shape = random.chance(0.5) ? [random.integer(3, 6)] : [random.integer(1, 3), random.integer(3, 6)];
    sketch.node('TfIdfVectorizer', [sketch.input('int64', shape)], 1, {
      mode: random.pick(['TF', 'IDF', 'TFIDF']),
      min_gram_length: 1,
      max_gram_length: 2,
      max_skip_count: random.integer(0, 2),
      ngram_counts: [0, 3],
      ngram_indexes: [0, 1, 4, 3],
      pool_int64s: [1, 2, 3, 1, 2],
      ...chosen(sketch, { weights: floats([1, 2, 3, 4]) }),
    });
  }),
];

/** Operators that few networks have. */
export const rare: readonly Generator[] = [
  ...bits,
  ...images,
  ...signals,
  ...norms,
  ...moves,
  ...attentions,
  ...loops,
  ...texts,
];
