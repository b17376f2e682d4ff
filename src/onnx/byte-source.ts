import { NetstatError } from '../ir/index.js';

/** Bytes that can be read at once, by place: memory, a file descriptor. */
export interface ByteSource {
  readonly size: number;
  /** How much to read ahead while walking; left out, some 64 KiB. */
  readonly readAhead?: number;
  /** Exactly `length` bytes from `offset`. The bytes may be a view and must not be written to. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that take time to come, by place: a Blob, a web server. */
export interface AsyncByteSource {
  readonly size: number;
  /** How much to read ahead while walking; left out, some 64 KiB. */
  readonly readAhead?: number;
  /** The most bytes that are worth asking for again where they were passed over; none unless told. */
  readonly readAgain?: number;
  /** Exactly `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Lets go of what reading holds, such as a connection; called when a model has been read. More may be read
   * afterwards.
   */
  release?(): void;
}

/** Bytes in memory, read without copying. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    // A view costs nothing, whatever its length.
    readAhead: Infinity,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A Blob or File, as a browser gives it for a dropped file; only what is asked for is read. */
export function blobSource(blob: Blob): AsyncByteSource {
  return {
    size: blob.size,
    readAgain: Infinity,
    read: async (offset, length) => {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new NetstatError('unreadable', 'the file cannot be read any more: choose it again', { cause });
      }
    },
  };
}

/** Two pieces of bytes as one. */
export function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
