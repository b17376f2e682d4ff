import { numberIn } from './number-in.js';
/**
 * The memory that a runtime has given out, as a kernel's event tells it: the bytes asked for in all, and by how much
 * the kernel changed them.
 */
interface MemoryEvent {
  readonly start: number;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * The block that onnxruntime plans for a model's activations: it is there before the first kernel of a run, from the
 * second run on; in the first, buffers are asked for one by one, and what was there before are weights. Events are
 * given in the order of their start, by run; undefined where they do not tell, as in versions that write no such
 * figures, or where the first run is not the session's first.
 */
export function plannedBlock(firstOfRuns: readonly (MemoryEvent | undefined)[]): number | undefined {
  const [first, ...later] = firstOfRuns.map((event) => (event === undefined ? undefined : inUseBefore(event)));
  const known = later.filter((bytes) => bytes !== undefined);
  if (first === undefined || known.length === 0) return undefined;
  // Outputs of runs before may still be there.
  const planned = Math.min(...known) - first;
  return planned > 0 ? planned : undefined;
}

function inUseBefore({
  arguments: { mem_bytes_requested_in_use: inUse, mem_requested_in_use_delta: delta },
}: MemoryEvent) {
  const before = numberIn(inUse) - numberIn(delta);
  return Number.isFinite(before) ? before : undefined;
}
