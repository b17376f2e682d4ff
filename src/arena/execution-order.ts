import { lastStep } from './buffer.js';
import type { Buffer, Placement } from './buffer.js';
import { createFreeSpace } from './free-space.js';
import { byStart } from './overlaps.js';

/**
 * Places buffers as a runtime would that allocates while it runs: each, when it is first needed, in the smallest gap
 * that holds it, else at the end. Takes little time and memory however many buffers there are.
 */
export function placeInExecutionOrder(buffers: readonly Buffer[]): Placement {
  const offsets = new Array<number>(buffers.length).fill(0);
  // Lists of the buffers that end in a step, linked: the first of each step, then by buffer the next one.
  const firstEnding = new Int32Array(lastStep(buffers) + 1).fill(NONE);
  const nextEnding = new Int32Array(buffers.length);
  buffers.forEach(({ to }, index) => {
    nextEnding[index] = firstEnding[to] ?? NONE;
    firstEnding[to] = index;
  });
  const space = createFreeSpace();
  let step = 0;
  for (const index of byStart(buffers)) {
    const buffer = buffers[index];
    if (buffer === undefined) continue;
    for (; step < buffer.from; step++) {
      for (let dead = firstEnding[step] ?? NONE; dead !== NONE; dead = nextEnding[dead] ?? NONE) {
        space.release(offsets[dead] ?? 0, buffers[dead]?.bytes ?? 0);
      }
    }
    offsets[index] = space.take(buffer.bytes);
  }
  return { bytes: space.most(), offsets };
}

/** The end of a list of buffers. */
const NONE = -1;
