import protobuf from 'protobufjs/minimal.js';

/** Bytes that Node can turn into a text of as many characters in one go: a Buffer. Browsers have no such thing. */
interface Latin1Bytes extends Uint8Array {
  latin1Slice(start: number, end: number): string;
}

/** Bytes turned into text at a time. */
const BLOCK = 64 * 1024;

const notAscii = /[^\0-\x7f]/;

/**
 * UTF-8 texts out of bytes. A call into the runtime for each of the many short names of a model takes a fifth of the
 * whole reading; where the bytes are a Buffer, one call turns 64 KiB to text, and names in ASCII are substrings of
 * that.
 */
export class TextBlocks {
  readonly #bytes: Uint8Array;
  #block = '';
  #start = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The text between two indices. */
  text(start: number, end: number): string {
    if ((start < this.#start || end > this.#end) && !this.#turnToText(start, end)) {
      return protobuf.util.utf8.read(this.#bytes, start, end);
    }
    const text = this.#block.substring(start - this.#start, end - this.#start);
    return notAscii.test(text) ? protobuf.util.utf8.read(this.#bytes, start, end) : text;
  }

  /** The bytes between two indices, each as a character. */
  raw(start: number, end: number): string {
    if ((start < this.#start || end > this.#end) && !this.#turnToText(start, end)) {
      return String.fromCharCode(...this.#bytes.subarray(start, end));
    }
    return this.#block.substring(start - this.#start, end - this.#start);
  }

  #turnToText(start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (!isLatin1Bytes(bytes)) return false;
    this.#start = start;
    this.#end = Math.min(Math.max(start + BLOCK, end), bytes.length);
    this.#block = bytes.latin1Slice(this.#start, this.#end);
    return true;
  }
}

function isLatin1Bytes(bytes: Uint8Array): bytes is Latin1Bytes {
  return 'latin1Slice' in bytes && typeof bytes.latin1Slice === 'function';
}
