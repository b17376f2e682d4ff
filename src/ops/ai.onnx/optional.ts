import type { DeclaredType, Value } from '../../ir/index.js';
import { typeAttribute } from '../language/attributes.js';
import { defineOp } from '../language/define.js';

/** A value that may be there: the input, or nothing of a declared type. */
export const optional = defineOp({
  type: 'Optional',
  since: 15,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__Optional.html',
  inputs: { input: 'value?' },
  outputs: { output: () => undefined },
  attributes: { type: typeAttribute() },
  infer: ({ input }, { type }) => [
    { kind: 'optional', element: input ?? (type && valueOf(type)), present: input !== undefined },
  ],
  cost: { operations: '0', memory: 'view', source: 'wraps its input' },
});

/** Whether an optional holds a value; what is no optional does. */
export const optionalHasElement = defineOp({
  type: 'OptionalHasElement',
  since: 15,
  category: 'shape',
  spec: 'https://onnx.ai/onnx/operators/onnx__OptionalHasElement.html',
  inputs: { input: 'value?' },
  outputs: { output: 'bool' },
  infer: () => [[]],
  elements: ({ input }) => [[input === undefined ? false : input.kind === 'optional' ? input.present : true]],
  cost: { operations: '0', memory: { reads: { input: '0' } }, source: 'looks whether a value is there, not at it' },
});

/** The content of an optional; another value comes out as it is. */
export const optionalGetElement = defineOp({
  type: 'OptionalGetElement',
  since: 15,
  category: 'sequence',
  spec: 'https://onnx.ai/onnx/operators/onnx__OptionalGetElement.html',
  inputs: { input: 'value' },
  outputs: { output: () => undefined },
  infer: ({ input }) => [input.kind === 'optional' ? input.element : input],
  cost: { operations: '0', memory: 'view', source: 'unwraps its input' },
});

/** The value of a type in which no dimension is known. */
function valueOf(type: DeclaredType): Value | undefined {
  switch (type.kind) {
    case 'tensor':
      return { kind: 'tensor', dtype: type.dtype, shape: undefined };
    case 'sequence':
      return { kind: 'sequence', element: type.element && valueOf(type.element), length: undefined };
    case 'optional':
      return { kind: 'optional', element: type.element && valueOf(type.element) };
    case 'map':
      return { kind: 'map', key: type.key, element: type.element && valueOf(type.element) };
    case 'opaque':
      return undefined;
  }
}
