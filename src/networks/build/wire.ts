/** The bytes of a length-delimited protobuf field: its tag, the length, the content. */
export function field(number: number, content: Uint8Array): Uint8Array {
  return concatenate([varint((number << 3) | 2), varint(content.length), content]);
}

/** The bytes of a varint field that holds a 64-bit integer. */
export function varintField(number: number, value: number | bigint): Uint8Array {
  return concatenate([varint(number << 3), varint(BigInt.asUintN(64, BigInt(value)))]);
}

/** The parts, one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** An unsigned integer, 7 bits a byte, the lowest first. */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}
