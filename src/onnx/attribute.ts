import {
  type Attribute,
  type DeclaredType,
  type Graph,
  type Origin,
  printOrigin,
  type StoredTensor,
} from '../ir/index.js';
import { readGraph } from './graph.js';
import { LONGEST_ATTRIBUTE } from './limits.js';
import type { Reading } from './reading.js';
import { attributeProto, AttributeType } from './schema.js';
import { readSparseTensor, readTensor } from './tensor.js';
import { readType } from './type.js';

/** An attribute while its fields are read: lists may still grow. */
type Value =
  | Exclude<Attribute, { readonly value: readonly unknown[] }>
  | { readonly kind: 'floats'; readonly value: number[] }
  | { readonly kind: 'ints'; readonly value: (number | bigint)[] }
  | { readonly kind: 'strings'; readonly value: string[] }
  | { readonly kind: 'tensors'; readonly value: StoredTensor[] }
  | { readonly kind: 'graphs'; readonly value: Graph[] }
  | { readonly kind: 'types'; readonly value: (DeclaredType | undefined)[] };

const tooLong = Symbol('longer than what is read');

/**
 * Reads an AttributeProto that ends at `end`: its name and its value. A value that is lacking, too long or of an
 * unknown kind is undefined, with a diagnostic. An attribute may hold graphs, a graph has nodes and a node has
 * attributes: so this file, graph.ts and node.ts import each other in a circle.
 */
export function readAttribute(reading: Reading, end: number, origin: Origin): readonly [string, Attribute | undefined] {
  const { cursor } = reading;
  let name = '';
  let type: number = AttributeType.undefined;
  let reference = '';
  let value: Value | typeof tooLong | undefined;
  // Some files hold values of several kinds in one attribute, which is malformed; the type then says which one counts.
  let others: Attribute[] | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case attributeProto.name:
        name = cursor.text(end);
        break;
      case attributeProto.type:
        type = cursor.int32();
        break;
      case attributeProto.refAttrName:
        reference = cursor.text(end);
        break;
      default: {
        const before: Value | typeof tooLong | undefined = value;
        value = readValue(reading, tag, end, origin, before);
        if (before !== undefined && before !== tooLong && value !== tooLong && before.kind !== value?.kind) {
          (others ??= []).push(before);
        }
      }
    }
  }
  if (reference !== '') return [name, { kind: 'reference', value: reference }];
  if (value === tooLong) {
    reading.note('limit-reached', `the attribute ${name} is too long to be read`, printOrigin(origin));
    return [name, undefined];
  }
  const attribute = ofType(type, value, others);
  if (attribute === undefined) {
    reading.note('malformed-node', `the attribute ${name} has no value of a known kind`, printOrigin(origin));
  }
  return [name, attribute];
}

/** Reads a field of an AttributeProto that is part of its value: the value with it. Any other field is passed over. */
function readValue(
  reading: Reading,
  tag: number,
  end: number,
  origin: Origin,
  value: Value | typeof tooLong | undefined,
): Value | typeof tooLong | undefined {
  const { cursor } = reading;
  const so = value === tooLong ? undefined : value;
  switch (tag) {
    case attributeProto.i:
      return { kind: 'int', value: cursor.varint() };
    case attributeProto.f:
      return { kind: 'float', value: cursor.float() };
    case attributeProto.s: {
      const text = cursor.shortText(cursor.fieldEnd(end));
      return text === undefined ? tooLong : { kind: 'string', value: text };
    }
    case attributeProto.ints: {
      if (so?.kind !== 'ints') return { kind: 'ints', value: [cursor.varint()] };
      so.value.push(cursor.varint());
      return so;
    }
    case attributeProto.intsPacked: {
      const fieldEnd = cursor.fieldEnd(end);
      if (passOver(reading, fieldEnd)) return tooLong;
      const integers = so?.kind === 'ints' ? so.value : [];
      while (cursor.more(fieldEnd)) integers.push(cursor.varint());
      return { kind: 'ints', value: integers };
    }
    case attributeProto.floats: {
      const numbers = so?.kind === 'floats' ? so.value : [];
      numbers.push(cursor.float());
      return { kind: 'floats', value: numbers };
    }
    case attributeProto.floatsPacked: {
      const fieldEnd = cursor.fieldEnd(end);
      if (passOver(reading, fieldEnd)) return tooLong;
      const numbers = so?.kind === 'floats' ? so.value : [];
      while (cursor.more(fieldEnd)) numbers.push(cursor.float());
      return { kind: 'floats', value: numbers };
    }
    case attributeProto.strings: {
      const text = cursor.shortText(cursor.fieldEnd(end));
      if (text === undefined || value === tooLong) return tooLong;
      const texts = so?.kind === 'strings' ? so.value : [];
      texts.push(text);
      return { kind: 'strings', value: texts };
    }
    default:
      return readMessage(reading, tag, end, origin, value);
  }
}

/** `readValue` for the fields that hold messages. */
function readMessage(
  reading: Reading,
  tag: number,
  end: number,
  origin: Origin,
  value: Value | typeof tooLong | undefined,
): Value | typeof tooLong | undefined {
  const { cursor } = reading;
  const so = value === tooLong ? undefined : value;
  switch (tag) {
    case attributeProto.t:
      return { kind: 'tensor', value: readTensor(reading, cursor.fieldEnd(end), { owner: origin, field: 't' }).tensor };
    case attributeProto.sparseTensor:
      return {
        kind: 'tensor',
        value: readSparseTensor(reading, cursor.fieldEnd(end), { owner: origin, field: 'sparse_tensor' }),
      };
    case attributeProto.g:
      return { kind: 'graph', value: readGraph(reading, cursor.fieldEnd(end), `${printOrigin(origin)}.g`) };
    case attributeProto.tp:
      return { kind: 'type', value: readType(reading, cursor.fieldEnd(end)) };
    case attributeProto.tensors: {
      const tensors = so?.kind === 'tensors' ? so.value : [];
      tensors.push(
        readTensor(reading, cursor.fieldEnd(end), { owner: origin, field: 'tensors', index: tensors.length }).tensor,
      );
      return { kind: 'tensors', value: tensors };
    }
    case attributeProto.sparseTensors: {
      const tensors = so?.kind === 'tensors' ? so.value : [];
      tensors.push(
        readSparseTensor(reading, cursor.fieldEnd(end), {
          owner: origin,
          field: 'sparse_tensors',
          index: tensors.length,
        }),
      );
      return { kind: 'tensors', value: tensors };
    }
    case attributeProto.graphs: {
      const graphs = so?.kind === 'graphs' ? so.value : [];
      graphs.push(readGraph(reading, cursor.fieldEnd(end), `${printOrigin(origin)}.graphs[${graphs.length}]`));
      return { kind: 'graphs', value: graphs };
    }
    case attributeProto.typeProtos: {
      const types = so?.kind === 'types' ? so.value : [];
      types.push(readType(reading, cursor.fieldEnd(end)));
      return { kind: 'types', value: types };
    }
    default:
      cursor.skip(tag, end);
      return value;
  }
}

/** Passes over a list that is too long to be read; whether it was. */
function passOver({ cursor }: Reading, fieldEnd: number): boolean {
  if (!cursor.atGap && fieldEnd - cursor.position <= LONGEST_ATTRIBUTE) return false;
  cursor.seek(fieldEnd);
  return true;
}

/**
 * The value of an attribute of a type when none was written: the encoders of proto3 leave out zeros, empty texts and
 * empty lists.
 */
const unwritten: Readonly<Record<number, Attribute>> = {
  [AttributeType.float]: { kind: 'float', value: 0 },
  [AttributeType.int]: { kind: 'int', value: 0 },
  [AttributeType.string]: { kind: 'string', value: '' },
  [AttributeType.floats]: { kind: 'floats', value: [] },
  [AttributeType.ints]: { kind: 'ints', value: [] },
  [AttributeType.strings]: { kind: 'strings', value: [] },
  [AttributeType.tensors]: { kind: 'tensors', value: [] },
  [AttributeType.sparseTensors]: { kind: 'tensors', value: [] },
  [AttributeType.graphs]: { kind: 'graphs', value: [] },
  [AttributeType.typeProto]: { kind: 'type', value: undefined },
  [AttributeType.typeProtos]: { kind: 'types', value: [] },
};

const kinds: Readonly<Record<number, Attribute['kind']>> = {
  ...Object.fromEntries(Object.entries(unwritten).map(([type, { kind }]) => [type, kind])),
  [AttributeType.tensor]: 'tensor',
  [AttributeType.sparseTensor]: 'tensor',
  [AttributeType.graph]: 'graph',
};

/**
 * The value that counts: the one of the type that the attribute says it has. IR version 1 did not say it; then the
 * value that is there.
 */
function ofType(type: number, value: Value | undefined, others: readonly Attribute[] = []): Attribute | undefined {
  if (type === AttributeType.undefined) return value;
  const kind = kinds[type];
  return value?.kind === kind ? value : (others.find((other) => other.kind === kind) ?? unwritten[type]);
}
