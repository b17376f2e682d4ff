/** Facts of an element type: its number in ONNX, its width, and the kind of its numbers. */
interface DTypeFacts {
  /** TensorProto.DataType of onnx.proto3. */
  readonly code: number;
  /**
   * Width of one element in bits, as ONNX stores it in `raw_data`; undefined for strings, whose width is their text.
   */
  readonly bits: number | undefined;
  readonly family: 'float' | 'signed' | 'unsigned' | 'boolean' | 'string' | 'complex';
}

const facts = {
  float32: { code: 1, bits: 32, family: 'float' },
  uint8: { code: 2, bits: 8, family: 'unsigned' },
  int8: { code: 3, bits: 8, family: 'signed' },
  uint16: { code: 4, bits: 16, family: 'unsigned' },
  int16: { code: 5, bits: 16, family: 'signed' },
  int32: { code: 6, bits: 32, family: 'signed' },
  int64: { code: 7, bits: 64, family: 'signed' },
  string: { code: 8, bits: undefined, family: 'string' },
  bool: { code: 9, bits: 8, family: 'boolean' },
  float16: { code: 10, bits: 16, family: 'float' },
  float64: { code: 11, bits: 64, family: 'float' },
  uint32: { code: 12, bits: 32, family: 'unsigned' },
  uint64: { code: 13, bits: 64, family: 'unsigned' },
  complex64: { code: 14, bits: 64, family: 'complex' },
  complex128: { code: 15, bits: 128, family: 'complex' },
  bfloat16: { code: 16, bits: 16, family: 'float' },
  float8e4m3fn: { code: 17, bits: 8, family: 'float' },
  float8e4m3fnuz: { code: 18, bits: 8, family: 'float' },
  float8e5m2: { code: 19, bits: 8, family: 'float' },
  float8e5m2fnuz: { code: 20, bits: 8, family: 'float' },
  uint4: { code: 21, bits: 4, family: 'unsigned' },
  int4: { code: 22, bits: 4, family: 'signed' },
  float4e2m1: { code: 23, bits: 4, family: 'float' },
  float8e8m0: { code: 24, bits: 8, family: 'float' },
  uint2: { code: 25, bits: 2, family: 'unsigned' },
  int2: { code: 26, bits: 2, family: 'signed' },
  float6e2m3: { code: 27, bits: 6, family: 'float' },
  float6e3m2: { code: 28, bits: 6, family: 'float' },
} as const satisfies Record<string, DTypeFacts>;

/** The name of an element type, as reports print it. */
export type DType = keyof typeof facts;

/** The element types, in the order of their ONNX numbers. */
export const dtypes = Object.keys(facts) as readonly DType[];

const byCode = new Map<number, DType>(dtypes.map((dtype) => [facts[dtype].code, dtype]));

/**
 * The element type that `TensorProto.DataType` numbers so; undefined for UNDEFINED (0) and for numbers newer than this
 * table.
 */
export function dtypeOfCode(code: number): DType | undefined {
  return byCode.get(code);
}

/** The number of `dtype` in `TensorProto.DataType`. */
export function codeOfDType(dtype: DType): number {
  return facts[dtype].code;
}

/** The width of one element in bits; undefined for strings. */
export function bitsOf(dtype: DType): number | undefined {
  return facts[dtype].bits;
}

/** Whether elements are floating-point numbers, whatever their width. */
export function isFloat(dtype: DType): boolean {
  return facts[dtype].family === 'float';
}

/** Whether elements are integers, signed or not. */
export function isInteger(dtype: DType): boolean {
  return facts[dtype].family === 'signed' || facts[dtype].family === 'unsigned';
}

/** Whether elements are signed integers. */
export function isSigned(dtype: DType): boolean {
  return facts[dtype].family === 'signed';
}
