import protobuf from 'protobufjs/minimal.js';

import { NetstatError } from '../ir/index.js';
import type { AsyncByteSource, ByteSource } from './byte-source.js';
import { Cursor } from './cursor.js';
import {
  LARGEST_STRUCTURE,
  LONGEST_ATTRIBUTE,
  LONGEST_KEPT,
  READ_WHOLE,
  SMALLEST_WINDOW,
  WINDOW,
  WINDOW_GROWTH,
} from './limits.js';
import { type Message, modelMessage } from './messages.js';
import { WireType } from './schema.js';
import type { Gap, Skeleton } from './skeleton.js';
import { WireError } from './wire-error.js';

/** A stretch of the file that the walk asks for. */
export interface Request {
  readonly offset: number;
  readonly length: number;
}

/** A walk over a file: it asks for stretches, is handed their bytes, and ends with what the model reader needs. */
export type Walk = Generator<Request, Skeleton, Uint8Array>;

/** The most bytes that a field's tag and length take. */
const LONGEST_HEADER = 20;

/**
 * Walks a file from field to field and leaves out the long ones that are weights or not known. Only messages above
 * LONGEST_KEPT are entered; smaller ones are kept as they are. The size may be Infinity until a stretch comes shorter
 * than it was asked for. Where the bytes cannot be followed the walk ends: the model reader meets the same bytes and
 * says what is wrong.
 */
export function* walk(file: Pick<AsyncByteSource, 'size' | 'readAhead'>): Walk {
  const { size } = file;
  const readAhead = Math.max(SMALLEST_WINDOW, file.readAhead ?? WINDOW);
  if (size <= Math.max(READ_WHOLE, readAhead)) return { bytes: yield { offset: 0, length: size }, gaps: [], size };

  const kept = new KeptBytes(readAhead);
  const open: { readonly message: Message; readonly end: number }[] = [{ message: modelMessage, end: Infinity }];
  let window = readAhead;
  let groups = 0;
  /** The next field, as an index in the kept bytes; it may lie ahead of what was read. */
  let index = 0;

  for (;;) {
    while (index + LONGEST_HEADER > kept.length && kept.position < file.size) {
      kept.append(yield { offset: kept.position, length: Math.min(window, file.size - kept.position) });
      window = Math.min(window * 2, WINDOW_GROWTH * readAhead);
    }
    if (index >= kept.length) break;
    let message = open.at(-1);
    while (message !== undefined && kept.positionOf(index) >= message.end) {
      open.pop();
      message = open.at(-1);
    }
    const field = kept.field(index);
    if (field === undefined || message === undefined) break;

    if (field.wireType === WireType.groupStart) groups += 1;
    if (field.wireType === WireType.groupEnd) groups -= 1;
    const entered = field.length > LONGEST_KEPT && groups === 0 ? message.message.fields.get(field.tag) : undefined;
    const longest = message.message.lists.has(field.tag) ? LONGEST_ATTRIBUTE : LONGEST_KEPT;
    if (entered !== undefined) {
      open.push({ message: entered.message, end: kept.positionOf(field.content) + field.length });
      index = field.content;
    } else if (field.length <= longest) {
      index = field.content + field.length;
    } else {
      kept.leaveOut(field.content, Math.min(field.length, file.size - kept.positionOf(field.content)));
      index = field.content;
      window = readAhead;
    }
  }
  // A walk that cannot go on may end before the size is known.
  if (file.size === Infinity) yield { offset: Number.MAX_SAFE_INTEGER, length: 0 };
  return kept.skeleton(file.size);
}

/** Runs a walk over a source that answers at once. */
export function readSkeleton(source: ByteSource): Skeleton {
  const steps = walk(source);
  let step = steps.next();
  while (step.done !== true) {
    const { offset, length } = step.value;
    step = steps.next(checked(source.read(offset, length), offset, length, source));
  }
  return step.value;
}

/** Runs a walk over a source that takes time. */
export async function readSkeletonAsync(source: AsyncByteSource): Promise<Skeleton> {
  const steps = walk(source);
  try {
    let step = steps.next();
    while (step.done !== true) {
      const { offset, length } = step.value;
      step = steps.next(checked(await source.read(offset, length), offset, length, source));
    }
    return step.value;
  } finally {
    source.release?.();
  }
}

function checked(
  bytes: Uint8Array,
  offset: number,
  length: number,
  { size }: Pick<AsyncByteSource, 'size'>,
): Uint8Array {
  // Where the size was not known, less may be there than was asked for.
  if (bytes.length !== length && offset + bytes.length < size) {
    throw new NetstatError('unreadable', 'the file became shorter while it was read: try again when it is complete');
  }
  return bytes;
}

/**
 * A field's tag and where its content lies, as an index; a field that is not length-delimited has no content left to
 * pass.
 */
interface Field {
  readonly tag: number;
  readonly wireType: number;
  readonly content: number;
  readonly length: number;
}

/** The bytes read so far, less what was left out. */
class KeptBytes {
  // In Node a Buffer, from which texts are had faster.
  #bytes: Uint8Array;
  #cursor: Cursor;
  readonly #gaps: Gap[] = [];
  length = 0;
  /** Where the file is to be read next. */
  position = 0;

  constructor(capacity: number) {
    this.#bytes = protobuf.util.newBuffer(2 * capacity);
    this.#cursor = this.#newCursor();
  }

  append(window: Uint8Array): void {
    const length = this.length + window.length;
    if (length > LARGEST_STRUCTURE) {
      throw new NetstatError(
        'limit-exceeded',
        `the model without its weights takes more than ${LARGEST_STRUCTURE} bytes, the most that is read`,
      );
    }
    if (length > this.#bytes.length) {
      const larger = protobuf.util.newBuffer(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    this.#bytes.set(window, this.length);
    this.length = length;
    this.position += window.length;
    this.#cursor = this.#newCursor();
  }

  /** The position in the file of an index after everything left out. */
  positionOf(index: number): number {
    return index + this.position - this.length;
  }

  /** The field at an index; undefined when no field can begin so. */
  field(index: number): Field | undefined {
    const cursor = this.#cursor;
    try {
      cursor.seek(index);
      const tag = cursor.next(Infinity);
      const wireType = tag & 7;
      if (wireType !== WireType.delimited) {
        if (wireType === WireType.varint) cursor.varint();
        const width = wireType === WireType.fixed64 ? 8 : wireType === WireType.fixed32 ? 4 : 0;
        return wireType > WireType.fixed32 ? undefined : { tag, wireType, content: cursor.position, length: width };
      }
      const length = Number(cursor.varint());
      return length < 0 ? undefined : { tag, wireType, content: cursor.position, length };
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }

  /** Leaves out `length` bytes from `content` on, whether they were read ahead or not. */
  leaveOut(content: number, length: number): void {
    const readAlready = Math.min(length, this.length - content);
    this.#bytes.copyWithin(content, content + readAlready, this.length);
    this.#gaps.push({ index: content, length });
    this.length -= readAlready;
    this.position += length - readAlready;
    this.#cursor = this.#newCursor();
  }

  skeleton(size: number): Skeleton {
    return { bytes: this.#bytes.subarray(0, this.length), gaps: this.#gaps, size };
  }

  #newCursor(): Cursor {
    return new Cursor({ bytes: this.#bytes.subarray(0, this.length), gaps: [], size: this.length });
  }
}
