import { isExpression, print } from '../dim/index.js';
import type { Expression } from '../dim/index.js';

/** Plain data with its dims made counts. */
export type Published<T> = T extends Expression | bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Published<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Published<T[K]> }
      : T;

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
    const items: readonly unknown[] = data;
    const published = items.map((item): unknown => publishDims(item));
    return published.every((item, index) => item === items[index]) ? data : published;
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(data);
  const published = entries
    .filter(([, value]) => !isAbsent(value))
    .map(([name, value]): readonly [string, unknown] => [name, publishDims(value)]);
  return published.length === entries.length && published.every(([, value], index) => value === entries[index]?.[1])
    ? data
    : Object.fromEntries(published);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}
