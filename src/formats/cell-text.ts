import type { Cell } from './column.js';
import { valueText } from './value-text.js';
import { bytesText, countText, durationText, ratioText, shareText } from '../text/index.js';

/** Characters of a formula in a cell, unless told. */
const FORMULA_LENGTH = 20;

/** A cell for people, formulas in at most `length` characters; untrusted text in it is not escaped. */
export function cellText(cell: Cell, length = FORMULA_LENGTH): string {
  const style = { digits: 3, length };
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'value':
      return [
        valueText(cell.value, Math.min(length, length < 40 ? 12 : 24)),
        ...(cell.more > 0 ? [`+${cell.more}`] : []),
      ].join(' ');
    case 'count':
      return lowerBound(cell) + countText(cell.value, style);
    case 'bytes':
      return lowerBound(cell) + bytesText(cell.value, style);
    case 'share':
      return shareText(cell.value);
    case 'milliseconds':
      return durationText(cell.value);
    case 'ratio':
      return cell.value === undefined ? '' : ratioText(cell.value);
    case 'given':
      return cell.value === undefined ? '' : String(cell.value);
  }
}

function lowerBound({ value, partial }: { readonly value: unknown; readonly partial: boolean }): string {
  return partial && value !== undefined ? '≥ ' : '';
}
