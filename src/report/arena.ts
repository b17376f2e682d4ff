import { activationsOf, DEFAULT_ALIGNMENT, packActivations, usualArenaOf } from '../arena/index.js';
import type { Analysis } from '../analysis/index.js';
import { add, subtract, toNumber } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { ArenaReport, Report } from './report.js';

/**
 * The activations of a model with their places in one block; while a size is open without places. Nothing where a size
 * is unknown.
 */
export function arenaField(analysis: Analysis): Pick<Report, 'arena'> {
  const plan = usualArenaOf(analysis);
  const { activations, layerAt } = activationsOf(analysis);
  const placed = plan?.activations ?? activations.map((activation) => ({ ...activation, offset: null }));
  const buffers = placed.flatMap(({ edge, offset, bytes, from, to }) =>
    bytes === undefined ? [] : [{ name: edge.name, offset, bytes, firstStep: from, lastStep: to }],
  );
  if (buffers.length < placed.length) return {};
  return {
    arena: {
      bytes: plan?.bytes ?? null,
      alignment: plan?.alignment ?? DEFAULT_ALIGNMENT,
      peakStep: plan?.peakStep ?? null,
      layers: layerAt.map((layer) => layer ?? null),
      buffers,
    },
  };
}

/** A report with its arena packed, and the totals that depend on it, once binding its sizes has made all known. */
export function withPackedArena(report: Report): Report {
  const { arena, totals } = report;
  const packed = arena === undefined || arena.bytes !== null ? undefined : packedArena(arena);
  if (packed === undefined) return report;
  const { memoryBytes: memory, peakActivationFusedBytes: peak } = totals;
  return {
    ...report,
    totals: {
      ...totals,
      arenaBytes: packed.bytes,
      memoryBytes: memory === null || peak === null ? memory : add(subtract(memory, peak), packed.bytes ?? peak),
    },
    arena: packed,
  };
}

/** The activations in one block; undefined while a size is open. */
function packedArena({ buffers, alignment, layers }: ArenaReport<Dim>): ArenaReport<Dim> | undefined {
  const alive = buffers.flatMap(({ bytes: dim, ...buffer }) => {
    const bytes = toNumber(dim);
    return bytes === undefined ? [] : [{ ...buffer, bytes, from: buffer.firstStep, to: buffer.lastStep }];
  });
  if (alive.length < buffers.length) return undefined;
  const { bytes, peakStep, activations: placed } = packActivations(alive, alignment);
  return {
    bytes,
    alignment,
    peakStep,
    layers,
    buffers: placed.map(({ name, offset, bytes: size, firstStep, lastStep }) => ({
      name,
      offset,
      bytes: size,
      firstStep,
      lastStep,
    })),
  };
}
