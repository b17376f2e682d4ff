import { print } from '../../dim/index.js';
import type { Element, StoredElement, StoredTensor, Value } from '../../ir/index.js';
import { valueOfStored } from './constants.js';

/** The values of one analysis: those of one canonical form are one object, whatever node gives them. */
export class SharedValues {
  readonly #known = new Map<string, Value>();
  readonly #stored = new Map<readonly StoredElement[], { readonly stored: StoredTensor; readonly value: Value }>();

  /** The one value that is used for all that are equal to this one. */
  of(value: Value): Value {
    const key = keyOf(value);
    if (key === undefined) return value;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, value);
    return known ?? value;
  }

  /** The value of a stored tensor. The reader gives tensors of equal bytes one list. */
  ofStored(stored: StoredTensor): Value {
    const { dtype, dims, elements } = stored;
    const known = elements === undefined ? undefined : this.#stored.get(elements);
    if (known !== undefined && known.stored.dtype === dtype && known.stored.dims === dims) return known.value;
    const value = this.of(valueOfStored(stored));
    if (elements !== undefined) this.#stored.set(elements, { stored, value });
    return value;
  }
}

/** One text for equal values; undefined for values that are rare and not worth a text. */
function keyOf(value: Value): string | undefined {
  if (value.kind !== 'tensor' || value.shape === undefined) return undefined;
  if (value.visible !== undefined || value.placed !== undefined) return undefined;
  let key = `${value.dtype}`;
  for (const dim of value.shape) key += ` ${print(dim)}`;
  if (value.elements === undefined) return key;
  key += ':';
  for (const element of value.elements) {
    const text = textOf(element);
    if (text === undefined) return undefined;
    key += ` ${text}`;
  }
  return key;
}

function textOf(element: Element | undefined): string | undefined {
  switch (typeof element) {
    case 'boolean':
      // Symbols may have any name, but no question mark without quotes.
      return `?${element}`;
    case 'undefined':
      return '?';
    case 'string':
      return undefined;
    default:
      if (Object.is(element, -0)) return '-0';
      return typeof element === 'object' && element.kind !== 'expression' ? undefined : print(element);
  }
}
