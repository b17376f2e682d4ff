import type { Operator } from '../src/ops/language/define.js';

/** Every operator of the registry, by domain (ONNX's own first), name and version; `undefined` while there is none. */
export async function loadOperators(): Promise<readonly Operator[] | undefined> {
  const { operatorFiles, operatorsIn } = await import('../src/ops/index.js');
  const operators = operatorsIn(operatorFiles);
  return operators.length === 0
    ? undefined
    : operators.toSorted((a, b) => compareDomains(a.domain, b.domain) || compare(a.type, b.type) || a.since - b.since);
}

/** The groups of `items` that have the same key, in the order in which the keys come. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The opsets from which a definition holds, up to the next of the same operator: `7–12`, `from 13`. */
export function opsetsOf(operator: Operator, versions: readonly Operator[]): string {
  const next = versions[versions.indexOf(operator) + 1]?.since ?? operator.withdrawn;
  if (next === undefined) return `from ${operator.since}`;
  return next - 1 > operator.since ? `${operator.since}–${next - 1}` : String(operator.since);
}

function compareDomains(a: string, b: string): number {
  return Number(b === 'ai.onnx') - Number(a === 'ai.onnx') || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
