/** Bytes that Node can turn into a text of as many characters in one go: a Buffer. Browsers have no such thing. */
interface Latin1Bytes extends Uint8Array {
  latin1Slice(start: number, end: number): string;
}

/** Bytes turned into text at a time. */
const BLOCK = 64 * 1024;

const notAscii = /[^\0-\x7f]/;

/**
 * ASCII texts out of a Buffer. A call into the runtime for each of the many short names of a model takes a fifth of the whole reading; one call for each 64 KiB and
 * a substring for each name does not.
 */
export class TextBlocks {
  readonly #bytes: Latin1Bytes | undefined;
  #block = '';
  #start = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = isLatin1Bytes(bytes) ? bytes : undefined;
  }

  /** The text between two indices; undefined when it is not ASCII, or cannot be had so. */
  text(start: number, end: number): string | undefined {
    if (start < this.#start || end > this.#end) {
      if (this.#bytes === undefined) return undefined;
      this.#start = start;
      this.#end = Math.min(Math.max(start + BLOCK, end), this.#bytes.length);
      this.#block = this.#bytes.latin1Slice(this.#start, this.#end);
    }
    const text = this.#block.substring(start - this.#start, end - this.#start);
    return notAscii.test(text) ? undefined : text;
  }
}

function isLatin1Bytes(bytes: Uint8Array): bytes is Latin1Bytes {
  return 'latin1Slice' in bytes && typeof bytes.latin1Slice === 'function';
}
