import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Count } from './report-json.js';

/** A dim as it is published; unknown is null. */
export function countOf(dim: Dim): number | string;
export function countOf(dim: Dim | undefined): Count;
export function countOf(dim: Dim | undefined): Count {
  return dim === undefined ? null : typeof dim === 'number' ? dim : print(dim);
}
