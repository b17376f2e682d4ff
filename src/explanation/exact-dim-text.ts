import { isKnown, print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { exactText } from '../text/index.js';

/** A count to the digit, or its formula; `?` where it is unknown. */
export function exactDimText(value: Dim | undefined): string {
  if (value === undefined) return '?';
  return isKnown(value) ? exactText(value) : print(value);
}
