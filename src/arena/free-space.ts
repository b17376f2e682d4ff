/** The free pieces of a block that grows as it must. */
export interface FreeSpace {
  /** Takes the smallest gap that holds these bytes, or the end of the block where no gap does; gives the offset. */
  take(bytes: number): number;
  /** Frees a piece, joined with the gaps beside it. */
  release(offset: number, bytes: number): void;
  /** The most bytes that the block has had. */
  most(): number;
}

/** A free piece between pieces in use. */
interface Gap {
  readonly offset: number;
  readonly bytes: number;
}

/** Gaps whose size is up to an eighth apart stand in one class, so that a search looks at few. */
const CLASSES_PER_DOUBLING = 8;

/** A block of which nothing is in use. */
export function createFreeSpace(): FreeSpace {
  const classes: Gap[][] = [];
  const byStart = new Map<number, Gap>();
  const byEnd = new Map<number, Gap>();
  // The end of what is in use; all above it is free.
  let top = 0;
  let most = 0;
  const add = (gap: Gap): void => {
    (classes[classOf(gap.bytes)] ??= []).push(gap);
    byStart.set(gap.offset, gap);
    byEnd.set(gap.offset + gap.bytes, gap);
  };
  const remove = (gap: Gap): void => {
    const list = classes[classOf(gap.bytes)] ?? [];
    const last = list.pop();
    if (last !== undefined && last !== gap) list[list.indexOf(gap)] = last;
    byStart.delete(gap.offset);
    byEnd.delete(gap.offset + gap.bytes);
  };
  return {
    take(bytes) {
      const gap = smallestGap(classes, bytes);
      if (gap === undefined) {
        top += bytes;
        most = Math.max(most, top);
        return top - bytes;
      }
      remove(gap);
      if (gap.bytes > bytes) add({ offset: gap.offset + bytes, bytes: gap.bytes - bytes });
      return gap.offset;
    },
    release(offset, bytes) {
      if (bytes === 0) return;
      const before = byEnd.get(offset);
      const after = byStart.get(offset + bytes);
      if (before !== undefined) remove(before);
      if (after !== undefined) remove(after);
      const start = before?.offset ?? offset;
      const end = after === undefined ? offset + bytes : after.offset + after.bytes;
      if (end === top) top = start;
      else add({ offset: start, bytes: end - start });
    },
    most: () => most,
  };
}

/** The smallest gap of at least this many bytes, the lowest of several; undefined where there is none. */
function smallestGap(classes: readonly (readonly Gap[] | undefined)[], bytes: number): Gap | undefined {
  for (let at = classOf(bytes); at < classes.length; at++) {
    const gaps = classes[at];
    if (gaps === undefined) continue;
    let found: Gap | undefined;
    for (const gap of gaps) {
      if (gap.bytes < bytes) continue;
      if (found === undefined || gap.bytes < found.bytes || (gap.bytes === found.bytes && gap.offset < found.offset)) {
        found = gap;
      }
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

function classOf(bytes: number): number {
  return bytes <= 1 ? 0 : Math.floor(Math.log2(bytes) * CLASSES_PER_DOUBLING);
}
