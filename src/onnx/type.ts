import {
  type DeclaredDimension,
  type DeclaredType,
  dtypeOfCode,
  type DType,
  MAX_RANK,
  type ValueInfo,
} from '../ir/index.js';
import type { Reading } from './reading.js';
import {
  dimension,
  elementType,
  mapType,
  opaqueType,
  tensorShapeProto,
  tensorType,
  typeProto,
  valueInfoProto,
} from './schema.js';

/** Reads a ValueInfoProto that ends at `end`. */
export function readValueInfo(reading: Reading, end: number): ValueInfo {
  const { cursor } = reading;
  reading.count();
  let name = '';
  let type: DeclaredType | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case valueInfoProto.name:
        name = cursor.text(end);
        break;
      case valueInfoProto.type:
        type = readType(reading, cursor.fieldEnd(end));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { name, type };
}

/** Reads a TypeProto; undefined when it says nothing, as an untyped output does. */
export function readType(reading: Reading, end: number): DeclaredType | undefined {
  const { cursor } = reading;
  let type: DeclaredType | undefined;
  reading.enter();
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case typeProto.tensorType:
        type = { kind: 'tensor', ...readTensorType(reading, cursor.fieldEnd(end)) };
        break;
      case typeProto.sparseTensorType:
        type = { kind: 'tensor', ...readTensorType(reading, cursor.fieldEnd(end)), sparse: true };
        break;
      case typeProto.sequenceType:
        type = { kind: 'sequence', element: readElementType(reading, cursor.fieldEnd(end)) };
        break;
      case typeProto.optionalType:
        type = { kind: 'optional', element: readElementType(reading, cursor.fieldEnd(end)) };
        break;
      case typeProto.mapType:
        type = { kind: 'map', ...readMapType(reading, cursor.fieldEnd(end)) };
        break;
      case typeProto.opaqueType:
        type = { kind: 'opaque', name: readOpaqueType(reading, cursor.fieldEnd(end)) };
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  reading.leave();
  return type;
}

interface TensorType {
  readonly dtype: DType | undefined;
  readonly shape: readonly DeclaredDimension[] | undefined;
}

function readTensorType(reading: Reading, end: number): TensorType {
  const { cursor } = reading;
  let dtype: DType | undefined;
  let shape: readonly DeclaredDimension[] | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case tensorType.elemType:
        dtype = dtypeOfCode(cursor.int32());
        break;
      case tensorType.shape:
        shape = readShape(reading, cursor.fieldEnd(end));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { dtype, shape };
}

/** Reads a TensorShapeProto; undefined when it has more axes than a tensor can have. */
function readShape(reading: Reading, end: number): readonly DeclaredDimension[] | undefined {
  const { cursor } = reading;
  const dimensions: DeclaredDimension[] = [];
  let count = 0;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    if (tag !== tensorShapeProto.dim) cursor.skip(tag, end);
    else if (++count <= MAX_RANK) dimensions.push(readDimension(cursor, cursor.fieldEnd(end)));
    else cursor.skip(tag, end);
  }
  if (count <= MAX_RANK) return dimensions;
  reading.note(
    'limit-reached',
    `a type has ${count} axes, more than ${MAX_RANK}; its shape is not read`,
    'tensor_type.shape',
  );
  return undefined;
}

function readDimension(cursor: Reading['cursor'], end: number): DeclaredDimension {
  let value: DeclaredDimension;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case dimension.dimValue:
        value = cursor.varint();
        break;
      case dimension.dimParam:
        value = cursor.text(end);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return value;
}

function readElementType(reading: Reading, end: number): DeclaredType | undefined {
  const { cursor } = reading;
  let element: DeclaredType | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    if (tag === elementType.elemType) element = readType(reading, cursor.fieldEnd(end));
    else cursor.skip(tag, end);
  }
  return element;
}

function readMapType(
  reading: Reading,
  end: number,
): { readonly key: DType | undefined; readonly element: DeclaredType | undefined } {
  const { cursor } = reading;
  let key: DType | undefined;
  let element: DeclaredType | undefined;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case mapType.keyType:
        key = dtypeOfCode(cursor.int32());
        break;
      case mapType.valueType:
        element = readType(reading, cursor.fieldEnd(end));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { key, element };
}

/** The name of an opaque type with its domain before it, as in `com.example.Handle`. */
function readOpaqueType({ cursor }: Reading, end: number): string {
  let domain = '';
  let name = '';
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case opaqueType.domain:
        domain = cursor.text(end);
        break;
      case opaqueType.name:
        name = cursor.text(end);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return domain === '' ? name : `${domain}.${name}`;
}
