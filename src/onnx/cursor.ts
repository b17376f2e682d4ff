import protobuf from 'protobufjs/minimal.js';

import { LONGEST_TEXT } from './limits.js';
import { WireType } from './schema.js';

/** A stretch of the file that was passed over: it would stand at `index` of the skeleton's bytes. */
export interface Gap {
  readonly index: number;
  readonly length: number;
}

/** A file without its long fields. Lengths in it are still those of the file, so positions are positions in the file. */
export interface Skeleton {
  readonly bytes: Uint8Array;
  /** In order of place. Each is the whole content of one length-delimited field. */
  readonly gaps: readonly Gap[];
  /** Size of the file. */
  readonly size: number;
}

/** Bytes that cannot be read as they should, or that go over a limit. The model reader turns it into a NetstatError that names the place. */
export class WireError extends Error {
  readonly kind: 'truncated' | 'malformed' | 'limit';
  /** Position in the file. */
  readonly position: number;

  constructor(kind: WireError['kind'], position: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
    this.kind = kind;
    this.position = position;
  }
}

/** A place in a skeleton that moves over protobuf fields. Every position taken and given is a position in the file. */
export class Cursor {
  readonly size: number;
  readonly #reader: protobuf.Reader;
  readonly #gaps: readonly Gap[];
  #view: DataView | undefined;
  #nextGap = 0;
  /** Index in the skeleton's bytes of the next gap; -1 after the last, so that one comparison tells. */
  #gapIndex: number;
  /** What gaps before here add to an index to make a position. */
  #shift = 0;

  // Rows are gathered here and then copied: an array that grows by itself keeps room for 17 elements, most rows have one to four.
  readonly #texts: string[] = [];
  readonly #varints: (number | bigint)[] = [];

  constructor(skeleton: Skeleton) {
    this.size = skeleton.size;
    this.#reader = protobuf.Reader.create(skeleton.bytes);
    this.#gaps = skeleton.gaps;
    this.#gapIndex = skeleton.gaps[0]?.index ?? -1;
  }

  get position(): number {
    return this.#reader.pos + this.#shift;
  }

  /** Whether there are more fields before `end`; a field that ran over it is malformed. */
  more(end: number): boolean {
    const position = this.#reader.pos + this.#shift;
    if (position < end) return true;
    if (position > end) throw new WireError('malformed', end - 1, 'a field runs over the end of its message');
    return false;
  }

  /** The next field's tag. */
  tag(): number {
    try {
      return this.#reader.uint32();
    } catch (cause) {
      throw this.#broken(cause);
    }
  }

  /**
   * A length prefix. protobufjs reads lengths as 32 bits and a graph with inline weights can be longer than that, hence an own reading.
   * @returns where the field that it announces ends, which is not beyond `end`
   */
  fieldEnd(end: number): number {
    const length = this.varint();
    const fieldEnd = this.position + Number(length);
    if (length < 0 || fieldEnd > end) throw new WireError('malformed', this.position, 'a field is longer than the message it is in');
    return fieldEnd;
  }

  /** A varint as a signed 64-bit integer (int64, int32, enumerations). */
  varint(): number | bigint {
    const reader = this.#reader;
    let index = reader.pos;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte(index++);
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        reader.pos = index;
        return low;
      }
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte(index++);
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        reader.pos = index;
        return exactly(low, high, 0);
      }
    }
    const ninth = this.#byte(index++);
    const tenth = ninth < 0x80 ? 0 : this.#byte(index++);
    if (tenth >= 0x80) throw new WireError('malformed', this.position, 'an integer is longer than 10 bytes');
    reader.pos = index;
    return exactly(low, high, (ninth & 0x7f) | ((tenth & 1) << 7));
  }

  /** A varint as an unsigned 64-bit integer. */
  unsigned(): number | bigint {
    const value = this.varint();
    return value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
  }

  /** A varint as a signed 32-bit integer. */
  int32(): number {
    const value = this.varint();
    return typeof value === 'number' && value === (value | 0) ? value : Number(BigInt.asIntN(32, BigInt(value)));
  }

  float(): number {
    try {
      return this.#reader.float();
    } catch (cause) {
      throw this.#broken(cause);
    }
  }

  double(): number {
    try {
      return this.#reader.double();
    } catch (cause) {
      throw this.#broken(cause);
    }
  }

  /** A name or another text that must be there whole; throws over the limit. */
  text(end: number): string {
    const start = this.position;
    const text = this.shortText(end, LONGEST_TEXT);
    if (text === undefined) throw new WireError('limit', start, `a name is longer than ${LONGEST_TEXT} bytes`);
    return text;
  }

  /** A field that may come several times in a row, its first tag read already: the texts of the row. */
  texts(tag: number, end: number): string[] {
    let count = 0;
    do this.#texts[count++] = this.text(end);
    while (this.#follows(tag, end));
    return this.#texts.slice(0, count);
  }

  /** The same for varints. */
  varints(tag: number, end: number): (number | bigint)[] {
    let count = 0;
    do this.#varints[count++] = this.varint();
    while (this.#follows(tag, end));
    return this.#varints.slice(0, count);
  }

  /** A text, or undefined (and passed over) when it is longer than `longest` bytes. */
  shortText(end: number, longest: number): string | undefined {
    const reader = this.#reader;
    const start = reader.pos;
    const fieldEnd = this.fieldEnd(end);
    if (fieldEnd - this.position > longest || reader.pos === this.#gapIndex) {
      this.seek(fieldEnd);
      return undefined;
    }
    reader.pos = start;
    try {
      return reader.string();
    } catch (cause) {
      throw this.#broken(cause);
    }
  }

  /** All bytes of the skeleton, and where in them the cursor is: for data that is only decoded once the fields after it were read. */
  get view(): DataView {
    const { buf } = this.#reader;
    return (this.#view ??= new DataView(buf.buffer, buf.byteOffset, buf.byteLength));
  }

  get index(): number {
    return this.#reader.pos;
  }

  /** Whether the content that begins here was left out of the skeleton. */
  get atGap(): boolean {
    return this.#reader.pos === this.#gapIndex;
  }

  /** Goes on to `end`, the end of a field's content. */
  seek(end: number): void {
    if (end > this.size) throw new WireError('truncated', this.position, 'the file ends inside a field');
    while (this.#gapIndex >= 0 && this.#gapIndex + this.#shift < end) {
      const gap = this.#gaps[this.#nextGap];
      if (gap === undefined) break;
      this.#shift += gap.length;
      this.#nextGap += 1;
      this.#gapIndex = this.#gaps[this.#nextGap]?.index ?? -1;
    }
    this.#reader.pos = end - this.#shift;
  }

  /** Passes over the value of a field that is not known. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case WireType.varint:
        this.varint();
        return;
      case WireType.fixed64:
        this.seek(this.position + 8);
        return;
      case WireType.delimited:
        this.seek(this.fieldEnd(end));
        return;
      case WireType.fixed32:
        this.seek(this.position + 4);
        return;
      case WireType.groupStart:
        this.#skipGroup(end);
        return;
      default:
        throw new WireError('malformed', this.position, `a field cannot have wire type ${tag & 7}`);
    }
  }

  /** Passes over the next tag if it is this one, of a field below 16; whether it was. */
  #follows(tag: number, end: number): boolean {
    const reader = this.#reader;
    if (reader.pos + this.#shift >= end || reader.buf[reader.pos] !== tag) return false;
    reader.pos += 1;
    return true;
  }

  #skipGroup(end: number): void {
    for (let open = 1; open > 0; ) {
      const tag = this.tag();
      if ((tag & 7) === WireType.groupStart) open += 1;
      else if ((tag & 7) === WireType.groupEnd) open -= 1;
      else this.skip(tag, end);
    }
  }

  #byte(index: number): number {
    const byte = this.#reader.buf[index];
    if (byte === undefined || index >= this.#reader.len) throw new WireError('truncated', this.position, 'the file ends inside a number');
    return byte;
  }

  #broken(cause: unknown): unknown {
    if (!(cause instanceof Error)) return cause;
    const ended = cause instanceof RangeError;
    return new WireError(ended ? 'truncated' : 'malformed', this.position, ended ? 'the file ends inside a field' : cause.message, { cause });
  }
}

/** The signed 64-bit integer of 28 low bits, 28 middle bits and 8 high bits: a number when that is exact. */
function exactly(low: number, middle: number, high: number): number | bigint {
  // The sign bit is the top one of `high`; 0xff there is a small negative number.
  const signed = high >= 0x80 ? high - 0x100 : high;
  if (signed === -1) {
    // From the negative end: 2^56 + low would lose its last bits.
    const negative = -((0xfffffff - middle) * 2 ** 28 + (0x10000000 - low));
    if (Number.isSafeInteger(negative)) return negative;
  } else if (signed === 0) {
    const positive = middle * 2 ** 28 + low;
    if (Number.isSafeInteger(positive)) return positive;
  }
  return (BigInt(signed) << 56n) + (BigInt(middle) << 28n) + BigInt(low);
}
