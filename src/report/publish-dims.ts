import { isExpression, print } from '../dim/index.js';
import type { Published } from './report.js';

/**
 * Plain data with its sizes as they are published: formulas and large integers as text. What holds none of these is
 * given back as it is. Numbers that JSON has not, such as a bound of −∞, are left out.
 */
export function publishDims<T>(data: T): Published<T>;
export function publishDims(data: unknown): unknown {
  if (typeof data === 'bigint') return String(data);
  if (typeof data !== 'object' || data === null) return data;
  if (isExpression(data)) return print(data);
  if (Array.isArray(data)) {
    return data.some(isPublishedOtherwise) ? data.map((item: unknown) => publishDims(item)) : data;
  }
  const entries = Object.entries(data);
  return entries.some(([, value]) => isAbsent(value) || isPublishedOtherwise(value))
    ? Object.fromEntries(
        entries.filter(([, value]) => !isAbsent(value)).map(([name, value]) => [name, publishDims(value)]),
      )
    : data;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}

function isPublishedOtherwise(data: unknown): boolean {
  return data !== publishDims(data);
}
