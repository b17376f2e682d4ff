import protobuf from 'protobufjs/minimal.js';

import { int64 } from './int64.js';
import { keptName } from './kept-name.js';
import { LONGEST_KEPT_NAME, LONGEST_TEXT } from './limits.js';
import { WireType } from './schema.js';
import type { Gap, Skeleton } from './skeleton.js';
import { TextBlocks } from './text-blocks.js';
import { WireError } from './wire-error.js';

/** A place in a skeleton that moves over protobuf fields. Every position taken and given is a position in the file. */
export class Cursor {
  readonly size: number;
  // Private for TypeScript, not by `#`: the engine looks such a field up by key, which takes an eighth of the reading.
  private readonly bytes: Uint8Array;
  private readonly length: number;
  private readonly textBlocks: TextBlocks;
  private readonly gaps: readonly Gap[];
  /** Index in the skeleton's bytes of the next gap; -1 after the last, so that one comparison tells. */
  private gapIndex: number;
  /** The number that gaps before here add to an index to make a position. */
  private shift = 0;
  private at = 0;
  #nextGap = 0;
  #reader: protobuf.Reader | undefined;
  #view: DataView | undefined;
  /** The kept names of those that are too long. */
  readonly #longNames = new Map<string, string>();

  constructor({ bytes, gaps, size }: Skeleton) {
    this.size = size;
    this.bytes = bytes;
    this.length = bytes.length;
    this.textBlocks = new TextBlocks(bytes);
    this.gaps = gaps;
    this.gapIndex = gaps[0]?.index ?? -1;
  }

  get position(): number {
    return this.at + this.shift;
  }

  /** Whether `end` is still ahead; a value that ran over it is malformed. */
  more(end: number): boolean {
    const position = this.at + this.shift;
    if (position > end) throw new WireError('malformed', end - 1, 'a field runs over the end of its message');
    return position < end;
  }

  /** The next field's tag, 0 at `end`. */
  next(end: number): number {
    const { at, bytes } = this;
    if (at + this.shift >= end) {
      this.more(end);
      return 0;
    }
    // Fields below 16 have tags of one byte, those below 2048 of two.
    const byte = bytes[at] ?? 0;
    if (byte < 0x80 && byte >= 8) {
      this.at = at + 1;
      return byte;
    }
    const second = bytes[at + 1] ?? 0;
    if (byte >= 0x80 && second < 0x80 && second > 0) {
      this.at = at + 2;
      return (byte & 0x7f) | (second << 7);
    }
    const tag = this.#read((reader) => reader.uint32());
    if (tag < 8) throw new WireError('malformed', this.position, 'a field has the number 0');
    return tag;
  }

  /**
   * A length prefix. protobufjs reads lengths as 32 bits and a graph with inline weights can be longer than that, hence
   * an own reading.
   * @returns where the field that it announces ends, which is not beyond `end`
   */
  fieldEnd(end: number): number {
    const length = this.varint();
    const fieldEnd = this.at + this.shift + Number(length);
    if (length < 0 || fieldEnd > end) {
      throw new WireError('malformed', this.position, 'a field is longer than the message it is in');
    }
    return fieldEnd;
  }

  /** A varint as a signed 64-bit integer (int64, int32, enumerations). */
  varint(): number | bigint {
    const { at, bytes } = this;
    const first = bytes[at] ?? 0x80;
    if (first < 0x80) {
      this.at = at + 1;
      return first;
    }
    const second = bytes[at + 1] ?? 0x80;
    if (second < 0x80) {
      this.at = at + 2;
      return (first & 0x7f) | (second << 7);
    }
    return this.#longVarint();
  }

  #longVarint(): number | bigint {
    let index = this.at;
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[index++];
      if (byte === undefined) throw new WireError('truncated', this.position, 'the file ends inside a number');
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift < 56) middle |= (byte & 0x7f) << (shift - 28);
      else high |= (byte & 0x7f) << (shift - 56);
      if (byte < 0x80) {
        this.at = index;
        return int64(low, middle, high & 0xff);
      }
    }
    throw new WireError('malformed', this.position, 'a number is longer than 10 bytes');
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
    return this.#read((reader) => reader.float());
  }

  double(): number {
    return this.#read((reader) => reader.double());
  }

  /**
   * A name. Of one that is longer than `LONGEST_KEPT_NAME` the beginning, and a number for what follows: two names are
   * equal where they are in the file. Throws over `LONGEST_TEXT`.
   */
  text(end: number): string {
    // Nearly all names are shorter than 128 bytes, so that their length is one byte.
    const start = this.at + 1;
    const length = this.bytes[start - 1] ?? 0x80;
    const textEnd = start + length;
    if (length < 0x80 && textEnd <= this.length && textEnd + this.shift <= end) {
      this.at = textEnd;
      return this.textBlocks.text(start, textEnd);
    }
    const text = this.shortText(this.fieldEnd(end));
    if (text === undefined) {
      throw new WireError('limit', this.position - 1, `a name is longer than ${LONGEST_TEXT} bytes`);
    }
    return text.length > LONGEST_KEPT_NAME ? this.#shortened(text) : text;
  }

  #shortened(text: string): string {
    const known = this.#longNames.get(text);
    if (known !== undefined) return known;
    // A kept name is longer than any whole name, so it is equal to none of them.
    const name = keptName(text, this.#longNames.size + 1);
    this.#longNames.set(text, name);
    return name;
  }

  /** The text from here to `fieldEnd`, which may be over the limit: then it is passed over and undefined. */
  shortText(fieldEnd: number): string | undefined {
    const start = this.at;
    const passedOver = start === this.gapIndex || fieldEnd - this.position > LONGEST_TEXT;
    this.seek(fieldEnd);
    return passedOver ? undefined : this.textBlocks.text(start, this.at);
  }

  /**
   * The bytes from here to `end`, each as a character, if they are at most `longest` and all there. The cursor stays.
   */
  rawText(end: number, longest: number): string | undefined {
    const start = this.at;
    const length = end - start - this.shift;
    const hasGap = this.gapIndex >= 0 && this.gapIndex < start + length;
    return length > longest || hasGap || start + length > this.length
      ? undefined
      : this.textBlocks.raw(start, start + length);
  }

  /** A field that may come several times in a row, its first tag read already: the texts of the row. */
  texts(tag: number, end: number): string[] {
    // An array that grows by itself keeps room for 17 elements; most rows have one to three.
    const first = this.text(end);
    if (!this.follows(tag, end)) return [first];
    const second = this.text(end);
    if (!this.follows(tag, end)) return [first, second];
    const texts = [first, second, this.text(end)];
    while (this.follows(tag, end)) texts.push(this.text(end));
    return texts;
  }

  /**
   * All bytes of the skeleton, and where in them the cursor is: for data that is only decoded once the fields after it
   * were read.
   */
  get view(): DataView {
    const { bytes } = this;
    return (this.#view ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  get index(): number {
    return this.at;
  }

  /** Whether the content that begins here was left out of the skeleton. */
  get atGap(): boolean {
    return this.at === this.gapIndex;
  }

  /** Goes on to `end`, the end of a field's content. */
  seek(end: number): void {
    if (end > this.size) throw new WireError('truncated', this.position, 'the file ends inside a field');
    while (this.gapIndex >= 0 && this.gapIndex + this.shift < end) {
      const gap = this.gaps[this.#nextGap];
      if (gap === undefined) break;
      this.shift += gap.length;
      this.#nextGap += 1;
      this.gapIndex = this.gaps[this.#nextGap]?.index ?? -1;
    }
    this.at = end - this.shift;
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
  private follows(tag: number, end: number): boolean {
    const { at } = this;
    if (at + this.shift >= end || this.bytes[at] !== tag) return false;
    this.at = at + 1;
    return true;
  }

  #skipGroup(end: number): void {
    for (let open = 1; open > 0;) {
      const tag = this.next(end);
      if (tag === 0) throw new WireError('malformed', this.position, 'a group does not end');
      if ((tag & 7) === WireType.groupStart) open += 1;
      else if ((tag & 7) === WireType.groupEnd) open -= 1;
      else this.skip(tag, end);
    }
  }

  /** A value that protobufjs reads. */
  #read(read: (reader: protobuf.Reader) => number): number {
    const reader = (this.#reader ??= protobuf.Reader.create(this.bytes));
    reader.pos = this.at;
    try {
      return read(reader);
    } catch (cause) {
      throw broken(cause, reader.pos + this.shift);
    } finally {
      this.at = reader.pos;
    }
  }
}

function broken(cause: unknown, position: number): unknown {
  if (!(cause instanceof Error)) return cause;
  const ended = cause instanceof RangeError;
  return new WireError(
    ended ? 'truncated' : 'malformed',
    position,
    ended ? 'the file ends inside a field' : cause.message,
    { cause },
  );
}
