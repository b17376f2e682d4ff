import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource } from './byte-source.js';
import { joinBytes } from './byte-source.js';

/**
 * Bytes that come in order and once, such as standard input. What a reader passes over is dropped, so that memory is
 * not held for weights. Until the end has come, `size` is Infinity; a read that meets the end gives fewer bytes than
 * were asked for.
 */
export function streamSource(chunks: AsyncIterable<Uint8Array>): AsyncByteSource {
  const parts = chunks[Symbol.asyncIterator]();
  let size = Infinity;
  /** Bytes that have come and were not handed over, and the position of the first of them. */
  let ready: Uint8Array = new Uint8Array();
  let position = 0;

  /** Waits for more bytes; false at the end. */
  async function fill(): Promise<boolean> {
    const next = await parts.next();
    if (next.done === true) {
      size = position + ready.length;
      return false;
    }
    ready = ready.length === 0 ? next.value : joinBytes(ready, next.value);
    return true;
  }

  function drop(count: number): void {
    ready = ready.subarray(count);
    position += count;
  }

  return {
    get size() {
      return size;
    },
    async read(offset, length) {
      if (offset < position) throw new NetstatError('unreadable', 'what comes in once cannot be read again');
      while (position < offset) {
        drop(Math.min(ready.length, offset - position));
        if (position < offset && !(await fill())) break;
      }
      while (ready.length < length && (await fill()));
      const bytes = ready.subarray(0, length);
      drop(bytes.length);
      return bytes;
    },
  };
}
