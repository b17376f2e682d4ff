import protobuf from 'protobufjs/minimal.js';

/** Bytes that Node can turn into a text of as many characters in one go: a Buffer. Browsers have no such thing. */
interface Latin1Bytes extends Uint8Array {
  latin1Slice(start: number, end: number): string;
}

/** Bytes turned into text at a time. */
const BLOCK = 64 * 1024;

/**
 * UTF-8 texts out of bytes. A call into the runtime for each of the many short names of a model takes a fifth of the
 * whole reading; where the bytes are a Buffer, one call turns 64 KiB to text, and names in ASCII are substrings of
 * that.
 */
export class TextBlocks {
  // Not `#`, as in the cursor.
  private readonly bytes: Uint8Array;
  private block = '';
  private start = 0;
  private end = 0;
  private readonly notAscii = /[^\0-\x7f]/g;
  /** Where in the block all is known to be ASCII: up to the next byte that is not, which one search finds. */
  private asciiStart = 0;
  private asciiEnd = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The text between two indices. */
  text(start: number, end: number): string {
    return (start >= this.asciiStart && end <= this.asciiEnd) || this.isAscii(start, end)
      ? this.block.substring(start - this.start, end - this.start)
      : protobuf.util.utf8.read(this.bytes, start, end);
  }

  /** The bytes between two indices, each as a character. */
  raw(start: number, end: number): string {
    return this.turnToText(start, end)
      ? this.block.substring(start - this.start, end - this.start)
      : String.fromCharCode(...this.bytes.subarray(start, end));
  }

  /** Whether all is ASCII between two indices, of bytes that can be turned to text. */
  private isAscii(start: number, end: number): boolean {
    if (!this.turnToText(start, end)) return false;
    const { notAscii } = this;
    notAscii.lastIndex = start - this.start;
    this.asciiStart = start;
    this.asciiEnd = notAscii.test(this.block) ? this.start + notAscii.lastIndex - 1 : this.end;
    return end <= this.asciiEnd;
  }

  /** Makes the block hold what lies between two indices; false where it cannot. */
  private turnToText(start: number, end: number): boolean {
    if (start >= this.start && end <= this.end) return true;
    const { bytes } = this;
    if (!isLatin1Bytes(bytes)) return false;
    this.start = start;
    this.end = Math.min(Math.max(start + BLOCK, end), bytes.length);
    this.block = bytes.latin1Slice(this.start, this.end);
    this.asciiStart = this.asciiEnd = start;
    return true;
  }
}

function isLatin1Bytes(bytes: Uint8Array): bytes is Latin1Bytes {
  return 'latin1Slice' in bytes && typeof bytes.latin1Slice === 'function';
}
