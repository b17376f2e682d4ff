import { isRanked, unknownTensor } from '../../ir/index.js';
import type { Sequence, Tensor, Value } from '../../ir/index.js';
import { defineOp } from '../language/define.js';
import type { Context } from '../language/define.js';
import {
  changeLength,
  commonType,
  lengthOf,
  placeOf,
  sequenceOf,
  sequenceOfItems,
  totalsOf,
  withItem,
} from '../families/sequences.js';

const copies = 'no arithmetic; tensors are copied into a sequence and out of it';

/** The item at a position. */
export const sequenceAt = defineOp({
  type: 'SequenceAt',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceAt.html',
  inputs: { input_sequence: 'value', position: 'index' },
  outputs: { tensor: (inputs) => dtypeOfItem(inputs.input_sequence) },
  infer: ({ input_sequence: input, position }) => [itemAt(sequenceOf('input_sequence', input), position)],
  inferUnranked: ({ input_sequence: input, position }) => [itemAt(sequenceOf('input_sequence', input), position)],
  elements: ({ input_sequence: input, position }) => {
    const item = itemAt(sequenceOf('input_sequence', input), position);
    return [item.kind === 'tensor' ? item.elements : undefined];
  },
  cost: { operations: '0', memory: { reads: { input_sequence: '∏tensor' } }, source: copies },
});

/** A sequence of the inputs. */
export const sequenceConstruct = defineOp({
  type: 'SequenceConstruct',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html',
  inputs: { inputs: 'value*' },
  outputs: { output_sequence: () => undefined },
  infer: ({ inputs }, _, context) => [
    sequenceOfItems(
      inputs.filter((input) => input !== undefined),
      context,
    ),
  ],
  cost: { operations: '0', memory: 'stream', source: copies },
});

/** A sequence of nothing. What it will hold is what is inserted. */
export const sequenceEmpty = defineOp({
  type: 'SequenceEmpty',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceEmpty.html',
  inputs: {},
  outputs: { output: () => undefined },
  infer: () => [{ kind: 'sequence', element: undefined, length: 0, items: [] }],
  cost: { operations: '0', memory: 'stream', source: copies },
});

/** A sequence with one tensor more, at a position or at the end. */
export const sequenceInsert = defineOp({
  type: 'SequenceInsert',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceInsert.html',
  inputs: { input_sequence: 'value', tensor: 'value', position: 'index?' },
  outputs: { output_sequence: () => undefined },
  infer: ({ input_sequence: input, tensor, position }, _, context) => [
    insert(sequenceOf('input_sequence', input), tensor, position, context),
  ],
  inferUnranked: ({ input_sequence: input, tensor, position }, _, context) => [
    insert(sequenceOf('input_sequence', input), tensor, position, context),
  ],
  cost: { operations: '0', memory: 'stream', source: copies },
});

/** A sequence less the tensor at a position or at the end. */
export const sequenceErase = defineOp({
  type: 'SequenceErase',
  since: 11,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceErase.html',
  inputs: { input_sequence: 'value', position: 'index?' },
  outputs: { output_sequence: () => undefined },
  infer: ({ input_sequence: input, position }, _, context) => [
    erase(sequenceOf('input_sequence', input), position, context),
  ],
  inferUnranked: ({ input_sequence: input, position }, _, context) => [
    erase(sequenceOf('input_sequence', input), position, context),
  ],
  cost: { operations: '0', memory: 'stream', source: copies },
});

/** The number of items. */
export const sequenceLength = defineOp({
  type: 'SequenceLength',
  since: 11,
  category: 'shape',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceLength.html',
  inputs: { input_sequence: 'value' },
  outputs: { length: 'int64' },
  infer: () => [[]],
  elements: ({ input_sequence: input }, _, __, context) => [[lengthOf(sequenceOf('input_sequence', input), context)]],
  cost: { operations: '0', memory: { reads: { input_sequence: '0' } }, source: 'reads the length, not the items' },
});

function itemAt(sequence: Sequence, position: Tensor): Value {
  const { items, element } = sequence;
  const place = items === undefined ? undefined : placeOf(position, items.length, items.length - 1);
  return (place === undefined ? undefined : items?.[place]) ?? element ?? unknownTensor;
}

function dtypeOfItem(input: Value): Tensor['dtype'] {
  const item = input.kind === 'sequence' ? input.element : undefined;
  return item?.kind === 'tensor' ? item.dtype : undefined;
}

function insert(sequence: Sequence, tensor: Value, position: Tensor | undefined, context: Context): Sequence {
  const { items, element } = sequence;
  const place =
    items === undefined
      ? undefined
      : position === undefined
        ? items.length
        : placeOf(position, items.length, items.length);
  if (items !== undefined && place !== undefined) return sequenceOfItems(items.toSpliced(place, 0, tensor), context);
  const isEmpty = sequence.length === 0 || element === undefined;
  const totals = isEmpty ? totalsOf(sequenceOfItems([tensor], context)) : totalsOf(sequence);
  return {
    kind: 'sequence',
    element: commonType(isEmpty ? [tensor] : [element, tensor], context),
    length: changeLength(sequence, 1, context),
    totals: isEmpty || totals === undefined || !isRanked(tensor) ? totals : withItem(totals, tensor),
  };
}

function erase(sequence: Sequence, position: Tensor | undefined, context: Context): Sequence {
  const { items, element } = sequence;
  const length = changeLength(sequence, -1, context);
  const last = (items?.length ?? 0) - 1;
  const place = items === undefined ? undefined : position === undefined ? last : placeOf(position, items.length, last);
  if (items !== undefined && place !== undefined) return sequenceOfItems(items.toSpliced(place, 1), context);
  return { kind: 'sequence', element, length };
}
