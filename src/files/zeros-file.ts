import { closeSync, fstatSync, ftruncateSync, lstatSync, openSync, readSync } from 'node:fs';
import { messageOf, NetstatError } from '../ir/index.js';

/** Bytes looked at in one go. */
const CHUNK = 1 << 20;

/**
 * Makes a file of so many zeros, or lets one grow to them. One that is longer stays, since other models read it.
 * @throws NetstatError when it cannot be written, or something else is there under that name
 */
export function writeZeros(name: string, length: number): void {
  let descriptor: number | undefined;
  try {
    const status = lstatSync(name, { throwIfNoEntry: false });
    if (status !== undefined && !status.isFile()) throw new Error('something else has that name');
    descriptor = openSync(name, status === undefined ? 'wx+' : 'r+');
    if (!isZeros(descriptor)) throw new Error('a file of that name holds other data');
    if (fstatSync(descriptor).size < length) ftruncateSync(descriptor, length);
  } catch (cause) {
    throw new NetstatError('cannot-write', `${name}: cannot be written (${messageOf(cause)}); name another folder`, {
      cause,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function isZeros(descriptor: number): boolean {
  const { size, blocks } = fstatSync(descriptor);
  // What was never written to takes no room on the disk, however long it is.
  if (size === 0 || blocks === 0) return true;
  const chunk = Buffer.allocUnsafe(CHUNK);
  const zeros = Buffer.alloc(CHUNK);
  for (;;) {
    const count = readSync(descriptor, chunk, 0, CHUNK, null);
    if (count === 0) return true;
    if (chunk.compare(zeros, 0, count, 0, count) !== 0) return false;
  }
}
