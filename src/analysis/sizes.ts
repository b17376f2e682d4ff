import { ceilDivide, multiply, product, sum, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { bitsOf, isRanked } from '../ir/index.js';
import type { DType, Shape, StoredTensor, Value } from '../ir/index.js';
import type { Edge } from './analysis.js';

/**
 * How many elements a value holds, of a sequence those of all its items; undefined when unknown, and where the formula
 * grows too large.
 */
export function elementsOf(value: Value): Dim | undefined {
  switch (value.kind) {
    case 'tensor':
      return countOf(value.shape);
    case 'sequence': {
      if (value.items !== undefined) {
        const counts = value.items.map(elementsOf);
        return counts.every((count) => count !== undefined) ? sum(counts) : undefined;
      }
      if (value.totals !== undefined) return value.totals.elements;
      const each = value.element === undefined ? 0 : elementsOf(value.element);
      const { length } = value;
      return each === undefined || length === undefined ? undefined : unlessTooLarge(() => multiply(each, length));
    }
    case 'optional':
      return value.element === undefined || value.present === false ? 0 : elementsOf(value.element);
    case 'map':
      return undefined;
  }
}

/** The number of axes of a value; undefined when unknown. */
export function rankOf(value: Pick<Edge, 'type'> | undefined): number | undefined {
  return value !== undefined && isRanked(value.type) ? value.type.shape.length : undefined;
}

function countOf(shape: Shape | undefined): Dim | undefined {
  if (shape === undefined) return undefined;
  let count = 1;
  for (const dim of shape) {
    if (typeof dim !== 'number') return unlessTooLarge(() => product(shape));
    count *= dim;
    if (!Number.isSafeInteger(count)) return unlessTooLarge(() => product(shape));
  }
  // As in integer.ts: a small number stays a small integer to the engine.
  const small = count | 0;
  return small === count ? small : count;
}

/** So many elements have a number of bytes that a plain product gives exactly. */
const FEW = 2 ** 40;

/**
 * The bytes that so many elements take, packed; undefined for text, whose width is not known, and where the formula
 * grows too large. None take none, whatever they would be: an empty sequence.
 */
export function bytesOf(elements: Dim | undefined, dtype: DType | undefined): Dim | undefined {
  if (elements === 0) return 0;
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (elements === undefined || bits === undefined) return undefined;
  if (typeof elements === 'number' && elements <= FEW && bits % 8 === 0) return elements * (bits / 8);
  return unlessTooLarge(() =>
    bits % 8 === 0 ? multiply(elements, bits / 8) : ceilDivide(multiply(elements, bits), 8),
  );
}

/** The element type of a value; of a sequence, an optional or a map the element type of its content. */
export function dtypeOf(type: Value): DType | undefined {
  let value: Value | undefined = type;
  while (value !== undefined && value.kind !== 'tensor') value = value.element;
  return value?.dtype;
}

/** The element type in which a value lies in memory: constants as they are stored, others as they are. */
export function dtypeInMemory({ type, storedDType }: Pick<Edge, 'type' | 'storedDType'>): DType | undefined {
  return storedDType ?? dtypeOf(type);
}

/** The value of the stored tensor that a value shares memory with. */
export function storedEdgeBehind(edge: Edge): Edge | undefined {
  let at: Edge | undefined = edge;
  while (at !== undefined && at.stored === undefined) at = at.viewOf;
  return at;
}

/** The stored tensor that a value shares memory with. */
export function storedBehind(edge: Edge): StoredTensor | undefined {
  return storedEdgeBehind(edge)?.stored;
}

/** How many axes of a stored value are longer than 1. */
export function longAxesStored({ stored }: Edge): number {
  return stored?.dims.filter((length) => length !== 1).length ?? 0;
}
