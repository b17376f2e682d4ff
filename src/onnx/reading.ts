import { type Diagnostic, type DiagnosticCode, type Origin, printOrigin } from '../ir/index.js';
import { AttributeSet } from './attribute-set.js';
import { Cursor } from './cursor.js';
import {
  ALL_DECODED_ELEMENTS,
  ALL_MASK_ELEMENTS,
  DEEPEST_NESTING,
  MOST_READING_DIAGNOSTICS,
  MOST_THINGS,
} from './limits.js';
import type { PassedMask } from './passed-masks.js';
import type { Skeleton } from './skeleton.js';
import { WireError } from './wire-error.js';

/** One file being read: the place, what was odd so far, and what the limits still allow. */
export class Reading {
  readonly cursor: Cursor;
  readonly diagnostics: Diagnostic[] = [];
  /** Where the attributes of a node begin. */
  readonly noAttributes = new AttributeSet();
  readonly #told = new Map<DiagnosticCode, number>();
  #depth = 0;
  // Not `#`, as in the cursor.
  private things = 0;
  #elements = 0;
  #maskElements = 0;
  /** The names of values that mask scores of attention, as nodes read so far tell. */
  readonly masks = new Set<string>();
  /** The names of values that masks are made of. */
  readonly maskParts = new Set<string>();
  /** Tensors of either kind that were passed over. */
  readonly passedMasks: PassedMask[] = [];

  constructor(skeleton: Skeleton) {
    this.cursor = new Cursor(skeleton);
  }

  note(code: DiagnosticCode, message: string, origin: string): void {
    const told = (this.#told.get(code) ?? 0) + 1;
    this.#told.set(code, told);
    if (told <= MOST_READING_DIAGNOSTICS) this.diagnostics.push({ code, severity: 'warning', message, origin });
  }

  /** To be called before a message that may hold others of its kind is read; `leave` after. */
  enter(): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST_NESTING) {
      throw new WireError('limit', this.cursor.position, `messages are nested more than ${DEEPEST_NESTING} deep`);
    }
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Counts a node, an output of one, a stored tensor or a declared value, or what takes the memory of several. */
  count(things = 1): void {
    this.things += things;
    if (this.things > MOST_THINGS) {
      throw new WireError(
        'limit',
        this.cursor.position,
        `there are more than ${MOST_THINGS} nodes, outputs of them, stored tensors and declared values`,
      );
    }
  }

  /** Whether a mask of `count` more elements may be looked at; counts them if so. */
  mayLook(count: number): boolean {
    if (this.#maskElements + count > ALL_MASK_ELEMENTS) return false;
    this.#maskElements += count;
    return true;
  }

  /** Whether `count` more elements may be decoded; counts them if so. */
  mayDecode(count: number, origin: Origin): boolean {
    if (this.#elements + count > ALL_DECODED_ELEMENTS) {
      this.note(
        'limit-reached',
        `more than ${ALL_DECODED_ELEMENTS} elements of small tensors; the values of the rest are not read`,
        printOrigin(origin),
      );
      return false;
    }
    this.#elements += count;
    return true;
  }
}
