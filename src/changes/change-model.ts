import { analyse, isRunning, widthsOf } from '../analysis/index.js';
import type { Analysis, Edge } from '../analysis/index.js';
import { divideExactly, equals } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import { applyEdits, placeOf } from './edits.js';
import type { Edits } from './edits.js';
import { planChange } from './plan.js';
import type { Refusal, Wishes } from './wishes.js';

/** A model with some changes made. */
export interface ChangedModel {
  /** The changes to the file. */
  readonly edits: Edits;
  readonly analysis: Analysis;
}

/**
 * Makes changes to a model with their consequences through the graph: what shares channels changes with them, weights
 * and lists of sizes too. The whole is analysed again, so that what does not fit together is found, and said.
 */
export function changeModel(before: Analysis, wishes: Wishes): ChangedModel | Refusal {
  const plan = planChange(before, wishes);
  if ('reason' in plan) return plan;
  const { edits, sizes } = plan;
  const analysis = analyse(applyEdits(before.model, edits), before.given);
  const reason = misfit(before, analysis, edits, { sizes, reordered: new Set(wishes.reordered) });
  return reason === undefined ? { edits, analysis } : { reason };
}

/** Whether a change is refused. */
export function isRefused(change: ChangedModel | Refusal): change is Refusal {
  return 'reason' in change;
}

/** The first layer that does not come out as planned. */
function misfit(
  before: Analysis,
  after: Analysis,
  { removed, nodes }: Edits,
  { sizes, reordered }: { readonly sizes: ReadonlyMap<Edge, number>; readonly reordered: ReadonlySet<number> },
): string | undefined {
  const kept = before.layers.filter(({ node }) => !removed.has(node.origin) && !nodes.has(node.origin));
  const made = new Set([...nodes].flatMap(([origin, others]) => others.map((_, index) => placeOf({ origin }, index))));
  const others = after.layers.filter(({ node }) => !made.has(node.origin));
  if (kept.length !== others.length) return 'the graph would run other layers';
  for (const [index, layer] of kept.entries()) {
    const now = others[index];
    // Another name of a weight changes with it.
    if (!isRunning(layer) || reordered.has(layer.index)) continue;
    const fits = layer.outputs.every((edge, position) => {
      const other = now?.outputs[position];
      return edge === undefined || other === undefined ? edge === other : hasPlannedShape(edge, other, before, sizes);
    });
    if (!fits) return `the shapes around ${layer.label} would not fit together`;
  }
  const known = new Set(before.diagnostics.map(({ code, message }) => `${code} ${message}`));
  const trouble = after.diagnostics.find(
    ({ code, message, severity }) => severity === 'warning' && !known.has(`${code} ${message}`),
  );
  return trouble?.message;
}

function hasPlannedShape(edge: Edge, other: Edge, before: Analysis, sizes: ReadonlyMap<Edge, number>): boolean {
  if (!isRanked(edge.type)) return true;
  if (!isRanked(other.type) || edge.type.shape.length !== other.type.shape.length) return false;
  // Lists that steer shapes may hold other numbers, not have another length.
  const widths = widthsOf(before);
  const grouped = widths.groupedIn(edge);
  const along = grouped?.axis ?? widths.axisOf(edge);
  const planned = (dim: Dim, axis: number): Dim | undefined => {
    const whole = sizes.get(grouped?.of ?? edge);
    if (whole === undefined || axis !== along) return dim;
    return grouped === undefined ? whole : divideExactly(whole, grouped.groups);
  };
  const { shape } = other.type;
  return edge.type.shape.every((dim, axis) => {
    const [wanted, got] = [planned(dim, axis), shape[axis]];
    return wanted !== undefined && got !== undefined && equals(wanted, got);
  });
}
