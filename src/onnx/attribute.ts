import type { Attribute, DeclaredType, Graph, StoredTensor } from '../ir/index.js';
import { readGraph } from './graph.js';
import { LONGEST_ATTRIBUTE, LONGEST_TEXT } from './limits.js';
import type { Reading } from './reading.js';
import { attributeProto, AttributeType } from './schema.js';
import { readSparseTensor, readTensor } from './tensor.js';
import { readType } from './type.js';

/** What an AttributeProto holds, before its type says which of it counts. */
interface Content {
  type: number;
  reference: string;
  f: number | undefined;
  i: number | bigint | undefined;
  s: string | undefined;
  tensor: StoredTensor | undefined;
  graph: Graph | undefined;
  declaredType: DeclaredType | undefined;
  hasDeclaredType: boolean;
  floats: number[] | undefined;
  ints: (number | bigint)[] | undefined;
  strings: string[] | undefined;
  tensors: StoredTensor[] | undefined;
  graphs: Graph[] | undefined;
  types: (DeclaredType | undefined)[] | undefined;
  /** Some of it is longer than what is read. */
  tooLong: boolean;
}

/**
 * Reads an AttributeProto that ends at `end`, the `index`-th of the list that `list` names (`graph.node[3].attribute`), into `attributes`. One that cannot be
 * used, because it is of a kind that is not known, lacks its value or is too long, is left out, with a diagnostic.
 */
export function readAttribute(reading: Reading, end: number, list: string, index: number, attributes: Map<string, Attribute>): void {
  const { cursor } = reading;
  const content: Content = {
    type: AttributeType.undefined,
    reference: '',
    f: undefined,
    i: undefined,
    s: undefined,
    tensor: undefined,
    graph: undefined,
    declaredType: undefined,
    hasDeclaredType: false,
    floats: undefined,
    ints: undefined,
    strings: undefined,
    tensors: undefined,
    graphs: undefined,
    types: undefined,
    tooLong: false,
  };
  let name = '';
  while (cursor.more(end)) {
    const tag = cursor.tag();
    switch (tag) {
      case attributeProto.name:
        name = cursor.text(end);
        break;
      case attributeProto.type:
        content.type = cursor.int32();
        break;
      case attributeProto.refAttrName:
        content.reference = cursor.text(end);
        break;
      case attributeProto.i:
        content.i = cursor.varint();
        break;
      case attributeProto.f:
        content.f = cursor.float();
        break;
      case attributeProto.ints:
        (content.ints ??= []).push(cursor.varint());
        break;
      case attributeProto.floats:
        (content.floats ??= []).push(cursor.float());
        break;
      default:
        readLongContent(reading, tag, end, list, index, content);
    }
  }
  const attribute = attributeOf(content);
  if (content.tooLong) reading.note('limit-reached', `the attribute ${name} is too long to be read`, `${list}[${index}]`);
  else if (attribute === undefined) reading.note('malformed-node', `the attribute ${name} has no value of a known kind`, `${list}[${index}]`);
  else attributes.set(name, attribute);
}

/** Reads the length-delimited fields of an AttributeProto. */
function readLongContent(reading: Reading, tag: number, end: number, list: string, index: number, content: Content): void {
  const { cursor } = reading;
  switch (tag) {
    case attributeProto.s:
      content.s = cursor.shortText(end, LONGEST_TEXT);
      content.tooLong ||= content.s === undefined;
      break;
    case attributeProto.strings: {
      const text = cursor.shortText(end, LONGEST_TEXT);
      content.strings ??= [];
      if (text === undefined) content.tooLong = true;
      else content.strings.push(text);
      break;
    }
    case attributeProto.intsPacked: {
      const fieldEnd = cursor.fieldEnd(end);
      const ints = (content.ints ??= []);
      if (passOver(reading, fieldEnd)) content.tooLong = true;
      else while (cursor.more(fieldEnd)) ints.push(cursor.varint());
      break;
    }
    case attributeProto.floatsPacked: {
      const fieldEnd = cursor.fieldEnd(end);
      const floats = (content.floats ??= []);
      if (passOver(reading, fieldEnd)) content.tooLong = true;
      else while (cursor.more(fieldEnd)) floats.push(cursor.float());
      break;
    }
    case attributeProto.t:
      content.tensor = readTensor(reading, cursor.fieldEnd(end), `${list}[${index}].t`).tensor;
      break;
    case attributeProto.g:
      content.graph = readGraph(reading, cursor.fieldEnd(end), `${list}[${index}].g`);
      break;
    case attributeProto.sparseTensor:
      content.tensor = readSparseTensor(reading, cursor.fieldEnd(end), `${list}[${index}].sparse_tensor`);
      break;
    case attributeProto.tensors: {
      const tensors = (content.tensors ??= []);
      tensors.push(readTensor(reading, cursor.fieldEnd(end), `${list}[${index}].tensors[${tensors.length}]`).tensor);
      break;
    }
    case attributeProto.sparseTensors: {
      const tensors = (content.tensors ??= []);
      tensors.push(readSparseTensor(reading, cursor.fieldEnd(end), `${list}[${index}].sparse_tensors[${tensors.length}]`));
      break;
    }
    case attributeProto.graphs: {
      const graphs = (content.graphs ??= []);
      graphs.push(readGraph(reading, cursor.fieldEnd(end), `${list}[${index}].graphs[${graphs.length}]`));
      break;
    }
    case attributeProto.tp:
      content.declaredType = readType(reading, cursor.fieldEnd(end));
      content.hasDeclaredType = true;
      break;
    case attributeProto.typeProtos:
      (content.types ??= []).push(readType(reading, cursor.fieldEnd(end)));
      break;
    default:
      cursor.skip(tag, end);
  }
}

/** Passes over a list that is too long to be read; whether it was. */
function passOver({ cursor }: Reading, fieldEnd: number): boolean {
  if (!cursor.atGap && fieldEnd - cursor.position <= LONGEST_ATTRIBUTE) return false;
  cursor.seek(fieldEnd);
  return true;
}

/** The attribute that the content makes. The encoders of proto3 leave out zeros and empty texts, so an absent scalar of a declared type is its zero. */
function attributeOf(content: Content): Attribute | undefined {
  if (content.reference !== '') return { kind: 'reference', value: content.reference };
  switch (content.type) {
    case AttributeType.undefined:
      return attributePresent(content);
    case AttributeType.float:
      return { kind: 'float', value: content.f ?? 0 };
    case AttributeType.int:
      return { kind: 'int', value: content.i ?? 0 };
    case AttributeType.string:
      return { kind: 'string', value: content.s ?? '' };
    case AttributeType.tensor:
    case AttributeType.sparseTensor:
      return content.tensor && { kind: 'tensor', value: content.tensor };
    case AttributeType.graph:
      return content.graph && { kind: 'graph', value: content.graph };
    case AttributeType.floats:
      return { kind: 'floats', value: content.floats ?? [] };
    case AttributeType.ints:
      return { kind: 'ints', value: content.ints ?? [] };
    case AttributeType.strings:
      return { kind: 'strings', value: content.strings ?? [] };
    case AttributeType.tensors:
    case AttributeType.sparseTensors:
      return { kind: 'tensors', value: content.tensors ?? [] };
    case AttributeType.graphs:
      return { kind: 'graphs', value: content.graphs ?? [] };
    case AttributeType.typeProto:
      return { kind: 'type', value: content.declaredType };
    case AttributeType.typeProtos:
      return { kind: 'types', value: content.types ?? [] };
    default:
      return undefined;
  }
}

/** The attribute that the fields present make: IR version 1 had no `type`. */
function attributePresent({ f, i, s, tensor, graph, declaredType, hasDeclaredType, floats, ints, strings, tensors, graphs, types }: Content): Attribute | undefined {
  if (f !== undefined) return { kind: 'float', value: f };
  if (i !== undefined) return { kind: 'int', value: i };
  if (s !== undefined) return { kind: 'string', value: s };
  if (tensor !== undefined) return { kind: 'tensor', value: tensor };
  if (graph !== undefined) return { kind: 'graph', value: graph };
  if (ints !== undefined) return { kind: 'ints', value: ints };
  if (floats !== undefined) return { kind: 'floats', value: floats };
  if (strings !== undefined) return { kind: 'strings', value: strings };
  if (tensors !== undefined) return { kind: 'tensors', value: tensors };
  if (graphs !== undefined) return { kind: 'graphs', value: graphs };
  if (hasDeclaredType) return { kind: 'type', value: declaredType };
  if (types !== undefined) return { kind: 'types', value: types };
  return undefined;
}
