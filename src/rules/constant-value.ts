import type { Edge } from '../analysis/index.js';

/** The one number that all elements of a constant are; undefined for other values, and where they are not known. */
export function constantValue({ type, provenance }: Edge): number | undefined {
  if (provenance !== 'constant' || type.kind !== 'tensor' || type.elements === undefined) return undefined;
  const { elements } = type;
  const first = elements[0];
  return typeof first === 'number' && elements.every((element) => element === first) ? first : undefined;
}
