import type { Analysis, Layer } from '../analysis/index.js';

/** Where layers stand, for people: the path of the modules around them all, else their labels. Untrusted text. */
export function placeOf({ layers }: Analysis, indices: readonly number[]): string {
  const found = indices.flatMap((index) => layers[index] ?? []);
  const [first] = found;
  if (first === undefined) return 'the model';
  let shared = found.length === 1 ? [] : first.scope;
  for (const { scope } of found) shared = shared.slice(0, commonLength(shared, scope));
  if (shared.length > 0) return shared.join('/');
  const last = found.at(-1);
  return last === undefined || last === first ? first.label : `${first.label} to ${last.label}`;
}

function commonLength(a: Layer['scope'], b: Layer['scope']): number {
  const length = a.findIndex((name, position) => name !== b[position]);
  return length < 0 ? a.length : length;
}
