import { floats } from '../../../../fixtures/build/model.js';
import type { Generator } from '../elementwise.js';
import { broadcasting, chosen, of } from './drawing.js';

/** Element-wise operators, and those of signals, norms and texts. */
export const numbers: readonly Generator[] = [
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
