import type { Measurement } from './measurement.js';

const hosts: ReadonlySet<string> = new Set(['cpu', 'wasm', '']);

/** Whether the kernels of a device run one after the other on the thread that asks for them. */
export function isHost(device: string): boolean {
  return hosts.has(device);
}

/**
 * The part of a run in which a device that runs by itself computes no kernel, in milliseconds: commands are submitted,
 * results are waited for. Undefined for a processor, where the rest of a run is the runtime's own work, and where
 * timing slows kernels so much that they take as long as a run.
 */
export function waitingMs({
  device,
  endToEnd,
  kernelsMs,
}: {
  readonly device: string;
  readonly endToEnd: Pick<NonNullable<Measurement['endToEnd']>, 'ms'> | null | undefined;
  readonly kernelsMs: number;
}): number | undefined {
  if (isHost(device) || endToEnd === null || endToEnd === undefined || kernelsMs === 0) return undefined;
  const ms = endToEnd.ms - kernelsMs;
  return ms > 0 ? ms : undefined;
}
