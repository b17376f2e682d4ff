import { lastStep } from './piece.js';
import type { Piece, Placement } from './piece.js';
import { createFreeSpace } from './free-space.js';
import { byStart } from './overlaps.js';

/**
 * Places pieces as a runtime would that allocates while it runs: each, when it is first needed, in the smallest gap
 * that holds it, else at the end. Takes little time and memory however many pieces there are.
 */
export function placeInExecutionOrder(pieces: readonly Piece[]): Placement {
  const offsets = new Array<number>(pieces.length).fill(0);
  // Lists of the pieces that end in a step, linked: the first of each step, then by piece the next one.
  const firstEnding = new Int32Array(lastStep(pieces) + 1).fill(NONE);
  const nextEnding = new Int32Array(pieces.length);
  pieces.forEach(({ to }, index) => {
    nextEnding[index] = firstEnding[to] ?? NONE;
    firstEnding[to] = index;
  });
  const space = createFreeSpace();
  let step = 0;
  for (const index of byStart(pieces)) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    for (; step < piece.from; step++) {
      for (let dead = firstEnding[step] ?? NONE; dead !== NONE; dead = nextEnding[dead] ?? NONE) {
        space.release(offsets[dead] ?? 0, pieces[dead]?.bytes ?? 0);
      }
    }
    offsets[index] = space.take(piece.bytes);
  }
  return { bytes: space.most(), offsets };
}

/** The end of a list of pieces. */
const NONE = -1;
