// The fields of onnx.proto that are read, each by its tag: the field's number and the wire type it is written with.
// Source: onnx/onnx.in.proto of ONNX 1.23 (IR version 14), https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto.
// Repeated numbers may come packed (one length-delimited field) or one by one; the packed form is named apart.

/** How the bytes of a field are laid out (https://protobuf.dev/programming-guides/encoding/). */
export const WireType = { varint: 0, fixed64: 1, delimited: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

const varint = (field: number): number => (field << 3) | WireType.varint;
const delimited = (field: number): number => (field << 3) | WireType.delimited;
const fixed32 = (field: number): number => (field << 3) | WireType.fixed32;
const fixed64 = (field: number): number => (field << 3) | WireType.fixed64;

export const modelProto = {
  irVersion: varint(1),
  producerName: delimited(2),
  producerVersion: delimited(3),
  graph: delimited(7),
  opsetImport: delimited(8),
  metadataProps: delimited(14),
  functions: delimited(25),
} as const;

export const operatorSetIdProto = {
  domain: delimited(1),
  version: varint(2),
} as const;

export const stringStringEntryProto = {
  key: delimited(1),
  value: delimited(2),
} as const;

export const graphProto = {
  node: delimited(1),
  name: delimited(2),
  initializer: delimited(5),
  input: delimited(11),
  output: delimited(12),
  valueInfo: delimited(13),
  sparseInitializer: delimited(15),
} as const;

export const functionProto = {
  name: delimited(1),
  input: delimited(4),
  output: delimited(5),
  attribute: delimited(6),
  node: delimited(7),
  opsetImport: delimited(9),
  domain: delimited(10),
  attributeProto: delimited(11),
  valueInfo: delimited(12),
  overload: delimited(13),
} as const;

export const nodeProto = {
  input: delimited(1),
  output: delimited(2),
  name: delimited(3),
  opType: delimited(4),
  attribute: delimited(5),
  domain: delimited(7),
  overload: delimited(8),
  metadataProps: delimited(9),
} as const;

export const attributeProto = {
  name: delimited(1),
  f: fixed32(2),
  i: varint(3),
  s: delimited(4),
  t: delimited(5),
  g: delimited(6),
  floats: fixed32(7),
  floatsPacked: delimited(7),
  ints: varint(8),
  intsPacked: delimited(8),
  strings: delimited(9),
  tensors: delimited(10),
  graphs: delimited(11),
  tp: delimited(14),
  typeProtos: delimited(15),
  type: varint(20),
  refAttrName: delimited(21),
  sparseTensor: delimited(22),
  sparseTensors: delimited(23),
} as const;

/** AttributeProto.AttributeType. */
export const AttributeType = {
  undefined: 0,
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
  sparseTensors: 12,
  typeProto: 13,
  typeProtos: 14,
} as const;

export const tensorProto = {
  dims: varint(1),
  dimsPacked: delimited(1),
  dataType: varint(2),
  segment: delimited(3),
  floatData: fixed32(4),
  floatDataPacked: delimited(4),
  int32Data: varint(5),
  int32DataPacked: delimited(5),
  stringData: delimited(6),
  int64Data: varint(7),
  int64DataPacked: delimited(7),
  name: delimited(8),
  rawData: delimited(9),
  doubleData: fixed64(10),
  doubleDataPacked: delimited(10),
  uint64Data: varint(11),
  uint64DataPacked: delimited(11),
  externalData: delimited(13),
  dataLocation: varint(14),
} as const;

/** TensorProto.DataLocation.EXTERNAL. */
export const EXTERNAL = 1;

export const sparseTensorProto = {
  values: delimited(1),
  indices: delimited(2),
  dims: varint(3),
  dimsPacked: delimited(3),
} as const;

export const valueInfoProto = {
  name: delimited(1),
  type: delimited(2),
} as const;

export const typeProto = {
  tensorType: delimited(1),
  sequenceType: delimited(4),
  mapType: delimited(5),
  opaqueType: delimited(7),
  sparseTensorType: delimited(8),
  optionalType: delimited(9),
} as const;

/** TypeProto.Tensor and TypeProto.SparseTensor, which have the same fields. */
export const tensorType = {
  elemType: varint(1),
  shape: delimited(2),
} as const;

/** TypeProto.Sequence and TypeProto.Optional, which have the same field. */
export const elementType = {
  elemType: delimited(1),
} as const;

export const mapType = {
  keyType: varint(1),
  valueType: delimited(2),
} as const;

export const opaqueType = {
  domain: delimited(1),
  name: delimited(2),
} as const;

export const tensorShapeProto = {
  dim: delimited(1),
} as const;

export const dimension = {
  dimValue: varint(1),
  dimParam: delimited(2),
} as const;
