import { add } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { DType, RankedTensor, Shape } from '../../ir/index.js';
import { int, intsOrInput, dynamic, text, texts } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Context, Operator } from '../language/define.js';
import { broadcastShapes, dimension, frontAxis } from '../families/shapes.js';
import { contribDomain, extensionsSpec, noArithmetic } from './extensions.js';

const domain = contribDomain;

/** An operator of texts: its inputs, the types of its outputs and their shapes. */
function ofTexts(
  type: string,
  inputs: readonly string[],
  outputs: Readonly<Record<string, DType>>,
  infer: (first: RankedTensor, context: Context) => readonly Shape[],
): Operator {
  return defineOp<Readonly<Record<string, 'activation' | 'activation?'>>>({
    type,
    domain,
    since: 1,
    category: 'other',
    spec: extensionsSpec(type),
    inputs: Object.fromEntries(
      inputs.map((name) => (name.endsWith('?') ? [name.slice(0, -1), 'activation?'] : [name, 'activation'])),
    ),
    outputs,
    infer(tensors, _, context) {
      const [first] = Object.values(tensors);
      return first === undefined ? [] : infer(first, context);
    },
    cost: { operations: '0', memory: 'stream', source: noArithmetic },
  });
}

const same = ({ shape }: RankedTensor): readonly Shape[] => [shape];

/** Texts changed one by one. */
export const textMaps: readonly Operator[] = [
  ofTexts('StringUpper', ['data'], { output: 'string' }, same),
  ofTexts('StringLower', ['data'], { output: 'string' }, same),
  ofTexts('StringStrip', ['data'], { output: 'string' }, same),
  ofTexts('StringMapping', ['data'], { output: 'string' }, same),
  ofTexts('StringConcat', ['input_1', 'input_2'], { output: 'string' }, same),
  ofTexts('StringSlice', ['data', 'starts', 'ends', 'steps?'], { output: 'string' }, same),
  ofTexts('StringRegexReplace', ['text', 'pattern', 'rewrite'], { output: 'string' }, same),
  ofTexts('StringECMARegexReplace', ['text', 'pattern', 'rewrite'], { output: 'string' }, same),
];

/** A number for each text. */
export const textMeasures: readonly Operator[] = [
  ofTexts('StringLength', ['data'], { output: 'int64' }, same),
  ofTexts('StringHash', ['input', 'num_buckets'], { hash: 'int64' }, same),
  ofTexts('StringHashFast', ['input', 'num_buckets'], { hash: 'int64' }, same),
];

/** Texts cut at a pattern: the words, where they stand, and with which word each text starts. */
export const regexSplits: readonly Operator[] = ['StringRegexSplitWithOffsets', 'StringECMARegexSplitWithOffsets'].map(
  (type) =>
    ofTexts(
      type,
      ['text', 'delim_regex_pattern', 'keep_delim_regex_pattern?'],
      { words: 'string', offsets: 'int64', row_indices: 'int64' },
      ({ shape }, context) => {
        const count = context.fresh('words');
        return [[count], [count, 3], [add(shape[0] ?? 1, 1)]];
      },
    ),
);

/** Texts cut at a separator, as a sparse tensor: places, words and the dense shape. */
export const stringSplit = ofTexts(
  'StringSplit',
  ['input', 'sep', 'skip_empty?'],
  { indices: 'int64', values: 'string', dense_shape: 'int64' },
  (_, context) => {
    const count = context.fresh('words');
    return [[count, 2], [count], [2]];
  },
);

/** Whether texts are equal. */
export const stringEqual = defineOp({
  type: 'StringEqual',
  domain,
  since: 1,
  category: 'elementwise',
  spec: extensionsSpec('StringEqual'),
  inputs: { x: 'activation', y: 'activation' },
  outputs: { z: 'bool' },
  infer: ({ x, y }) => [broadcastShapes([x.shape, y.shape])],
  detail: () => ({ kind: 'elementwise', function: 'equal' }),
  cost: { operations: '∏z', memory: 'stream', source: 'a comparison an element' },
});

/** Texts joined along an axis. */
export const stringJoin = defineOp({
  type: 'StringJoin',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('StringJoin'),
  inputs: { input_X: 'activation', input_sep: 'config', input_axis: 'config' },
  outputs: { out: 'string' },
  attributes: { axis: intsOrInput({ input: 'input_axis' }) },
  infer({ input_X }, { axis }, context) {
    const [place] = axis === undefined || axis === dynamic ? [] : axis;
    const rank = input_X.shape.length;
    if (rank === 0) return [[]];
    if (place === undefined) {
      return [Array.from({ length: rank - 1 }, (_, index): Dim => context.fresh(`axis_${index}`))];
    }
    return [input_X.shape.toSpliced(frontAxis(place, rank), 1)];
  },
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** A text for each vector of the last axis, by a table. */
export const vectorToString = defineOp({
  type: 'VectorToString',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('VectorToString'),
  inputs: { data: 'activation' },
  outputs: { output: 'string' },
  attributes: { map: text(), unk: text() },
  infer: ({ data }) => [data.shape.slice(0, -1)],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** A vector for each text, by a table. */
export const stringToVector = defineOp({
  type: 'StringToVector',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('StringToVector'),
  inputs: { data: 'activation' },
  outputs: { output: () => undefined },
  attributes: { mapping_table: text(), unmapping_value: texts() },
  infer: ({ data }, _, context) => [[...data.shape, context.fresh('width')]],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** Texts where a mask is set. */
export const maskedFill = ofTexts('MaskedFill', ['value', 'mask'], { output: 'string' }, (_, context) => [
  [context.fresh('kept')],
]);

/** Rows of different lengths, laid out densely: as long as the longest, or as an attribute says. */
export const raggedTensors: readonly Operator[] = ['RaggedTensorToDense', 'StringRaggedTensorToDense'].map((type) =>
  defineOp({
    type,
    domain,
    since: 1,
    category: 'data-movement',
    spec: extensionsSpec(type),
    inputs: { row_indices: 'index', values: 'activation', default_values: 'config?', lengths: 'index?' },
    outputs: { dense: 'values' },
    attributes: { tensor_shape: int(), missing_value: int(-1) },
    infer: (_, __, context) => [[context.fresh('rows'), context.fresh('columns')]],
    cost: { operations: '0', memory: 'stream', source: noArithmetic },
  }),
);

/** Rows of different lengths as a sparse tensor. */
export const raggedTensorToSparse = defineOp({
  type: 'RaggedTensorToSparse',
  domain,
  since: 1,
  category: 'data-movement',
  spec: extensionsSpec('RaggedTensorToSparse'),
  inputs: { n_elements: 'index' },
  outputs: { indices: 'int64', dense_shape: 'int64' },
  infer: (_, __, context) => [[context.fresh('elements'), 2], [2]],
  cost: { operations: '0', memory: 'stream', source: noArithmetic },
});

/** Sums of runs of rows. */
export const segmentSum = defineOp({
  type: 'SegmentSum',
  domain,
  since: 1,
  category: 'reduction',
  spec: extensionsSpec('SegmentSum'),
  inputs: { data: 'activation', segment_ids: 'index' },
  outputs: { output: 'data' },
  infer: ({ data }, _, context) => [[context.fresh('segments'), ...data.shape.slice(1)]],
  detail: () => ({ kind: 'reduction', function: 'sum', axes: [0] }),
  cost: { operations: '∏data', memory: 'stream', source: 'an addition an element' },
});

/** Runs of equal values: where they begin and end, and what they are. */
export const segmentExtraction = defineOp({
  type: 'SegmentExtraction',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('SegmentExtraction'),
  inputs: { input: 'index' },
  outputs: { position: 'int64', value: 'int64' },
  infer(_, __, context) {
    const count = context.fresh('segments');
    return [[count, 2], [count]];
  },
  cost: { operations: '∏input', memory: 'stream', source: 'a comparison an element' },
});

/** Negative and positive parts. */
export const negPos = defineOp({
  type: 'NegPos',
  domain,
  since: 1,
  category: 'elementwise',
  spec: extensionsSpec('NegPos'),
  inputs: { X: 'activation' },
  outputs: { neg: 'X', pos: 'X' },
  infer: ({ X }) => [X.shape, X.shape],
  detail: () => ({ kind: 'elementwise', function: 'negpos' }),
  cost: { operations: '∏X', memory: 'stream', source: 'a comparison an element' },
});

/** Inverses of matrices. */
export const inverse = defineOp({
  type: 'Inverse',
  domain,
  since: 1,
  category: 'other',
  spec: extensionsSpec('Inverse'),
  inputs: { X: 'activation' },
  outputs: { Y: 'X' },
  infer: ({ X }) => [X.shape],
  cost: {
    operations: '2·n·∏X',
    memory: 'stream',
    terms: ({ X }) => ({ n: dimension(X, X.shape.length - 1) }),
    source: 'elimination of an n×n matrix beside the identity: 2·n³',
  },
});
