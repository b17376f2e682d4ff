import type { Analysis } from '../analysis/index.js';
import { fromInteger, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** Bytes of the file and of the tensors that it keeps elsewhere. A place that several tensors share counts once. */
export function modelSize({ model, parameters }: Analysis): Dim {
  const beside = new Map<string, Dim>();
  for (const { edge } of parameters) {
    const { stored } = edge;
    if (stored?.location.kind !== 'external') continue;
    const { path, offset, length } = stored.location;
    beside.set(`${path} ${offset}`, fromInteger(length ?? stored.bytes ?? 0));
  }
  return sum([model.bytes, ...beside.values()]);
}
