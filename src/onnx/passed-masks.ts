import { bitsOf, printOrigin } from '../ir/index.js';
import type { Course, Diagnostic, StoredTensor, Visible } from '../ir/index.js';
import type { AsyncByteSource, ByteSource } from './byte-source.js';
import { courseOf } from './course.js';
import { rawReader } from './elements.js';
import { ALL_MASK_ELEMENTS, LARGEST_MASK } from './limits.js';
import { visibleIn } from './visible.js';

/**
 * A mask of attention, or what one is made of, whose bytes were passed over with the weights; what it lets through, and
 * how its elements follow from their place, is told later.
 */
export interface PassedMask extends StoredTensor {
  visible: Visible | undefined;
  course: Course | undefined;
  /** Whether attention reads it as it is. */
  readonly isMask: boolean;
}

/**
 * Bytes of a file that a model names, by its path from the model; undefined where there is no such file in its folder.
 */
export type Beside = (path: string, offset: number, length: number) => Uint8Array | undefined;

/** A stretch of the model's file, or of one beside it. */
interface Stretch {
  readonly path: string | undefined;
  readonly offset: number;
  readonly length: number;
}

/** Asks for the bytes of masks that were passed over, is handed them, and ends with what is to be said of the others. */
function* look(passed: readonly PassedMask[]): Generator<Stretch, readonly Diagnostic[], Uint8Array | undefined> {
  const diagnostics: Diagnostic[] = [];
  let left = ALL_MASK_ELEMENTS;
  for (const mask of passed) {
    const count = mask.dims.reduce<number>((product, dim) => product * Number(dim), 1);
    const stretch = stretchOf(mask);
    const bytes = stretch === undefined || count > left ? undefined : yield stretch;
    if (bytes !== undefined && stretch !== undefined && bytes.length === stretch.length) {
      left -= count;
      lookAt(mask, bytes);
    } else diagnostics.push(unread(mask));
  }
  return diagnostics;
}

function stretchOf({ location, bytes }: PassedMask): Stretch | undefined {
  const length = Number(bytes ?? Infinity);
  if (location.kind === 'typed' || length > LARGEST_MASK) return undefined;
  if (location.kind === 'inline') {
    return location.length < length ? undefined : { path: undefined, offset: location.offset, length };
  }
  return { path: location.path, offset: Number(location.offset), length };
}

function lookAt(mask: PassedMask, bytes: Uint8Array): void {
  const { dtype, dims, isMask } = mask;
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (dtype === undefined || bits === undefined) return;
  const at = rawReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, dtype, bits);
  if (at === undefined) return;
  mask.visible = isMask ? visibleIn(at, dims.map(Number), dtype) : undefined;
  mask.course = courseOf(at, dims.map(Number), dtype);
}

function unread({ name, location, origin }: PassedMask): Diagnostic {
  const place = location.kind === 'external' ? `, which lies in ${location.path},` : '';
  return {
    code: 'limit-reached',
    severity: 'info',
    message: `the mask ${name}${place} was not read; attention counts as if it let all through`,
    origin: printOrigin(origin),
  };
}

/** Reads masks of a source that answers at once. */
export function readPassedMasks(
  passed: readonly PassedMask[],
  source: ByteSource,
  beside: Beside | undefined,
): readonly Diagnostic[] {
  const steps = look(passed);
  let step = steps.next();
  while (step.done !== true) {
    const { path, offset, length } = step.value;
    step = steps.next(path === undefined ? source.read(offset, length) : beside?.(path, offset, length));
  }
  return step.value;
}

/** Reads masks of a source that takes time, as far as it says that this is worth it. */
export async function readPassedMasksAsync(
  passed: readonly PassedMask[],
  source: AsyncByteSource,
): Promise<readonly Diagnostic[]> {
  const steps = look(passed);
  try {
    let step = steps.next();
    while (step.done !== true) {
      const { path, offset, length } = step.value;
      const isWorthIt = path === undefined && length <= (source.readAgain ?? 0);
      step = steps.next(isWorthIt ? await source.read(offset, length) : undefined);
    }
    return step.value;
  } finally {
    source.release?.();
  }
}
