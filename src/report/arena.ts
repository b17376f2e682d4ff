import { activationsOf, DEFAULT_ALIGNMENT, usualArenaOf } from '../arena/index.js';
import type { Analysis } from '../analysis/index.js';
import { add, subtract } from '../dim/index.js';
import { arenaReport, packArena } from './arena-report.js';
import type { Report } from './report.js';

/**
 * The activations of a model with their places in one block; while a size is open without places. Nothing where a size
 * is unknown.
 */
export function arenaField(analysis: Analysis): Pick<Report, 'arena'> {
  const plan = usualArenaOf(analysis);
  const { activations, layerAt } = activationsOf(analysis);
  const placed = plan?.activations ?? activations.map((activation) => ({ ...activation, offset: null }));
  const published = placed.flatMap(({ edge, offset, bytes, from, to }) =>
    bytes === undefined ? [] : [{ name: edge.name, offset, bytes, firstStep: from, lastStep: to }],
  );
  if (published.length < placed.length) return {};
  return {
    arena: arenaReport(
      {
        bytes: plan?.bytes ?? null,
        alignment: plan?.alignment ?? DEFAULT_ALIGNMENT,
        peakStep: plan?.peakStep ?? null,
        layers: layerAt.map((layer) => layer ?? null),
      },
      published,
    ),
  };
}

/** A report with its arena packed, and the totals that depend on it, once binding its sizes has made all known. */
export function withPackedArena(report: Report): Report {
  const { arena, totals } = report;
  const packed = arena === undefined || arena.bytes !== null ? undefined : packArena(arena);
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
