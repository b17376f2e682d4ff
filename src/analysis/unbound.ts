import { runCounts, storedCounts } from './accounts/counts.js';
import type { Analysis, Edge, SymbolMeaning } from './analysis.js';
import { symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Value } from '../ir/index.js';

/** The symbols that totals, or shapes of what runs, still depend on, in order of appearance in the model. */
export function unboundSymbols({ totals, inputs, outputs, layers, symbols }: Analysis): readonly SymbolMeaning[] {
  const names = new Set<string>();
  const visit = (dim: Dim | undefined): void => {
    if (typeof dim === 'object') symbolsOf(dim, names);
  };
  const visitValue = (value: Value | undefined): void => {
    if (value?.kind === 'tensor') {
      if (value.shape !== undefined) for (const dim of value.shape) visit(dim);
    } else if (value?.kind === 'sequence') {
      visit(value.length);
      // Sizes of items differ, and there is a symbol for all, only where the items are not known.
      if (value.items !== undefined) value.items.forEach(visitValue);
      else if (value.totals !== undefined) value.totals.axes.forEach(visit);
      else visitValue(value.element);
    } else if (value !== undefined) visitValue(value.element);
  };
  const visitEdge = (edge: Edge | undefined): void => visitValue(edge?.type);
  inputs.forEach(visitEdge);
  for (const count of [...storedCounts, ...runCounts]) visit(totals[count]);
  // To work out the peak takes a while; it has the symbols of sizes only.
  if (symbols.length > 0) visit(totals.peakBytes);
  outputs.forEach(visitEdge);
  // A branch that is not taken has no part in any figure.
  for (const { times, outputs: made } of layers) if (times !== 0) for (const edge of made) visitEdge(edge);

  const explained = symbols.filter(({ symbol, isInner = false }) => names.delete(symbol) && !isInner);
  return [...explained, ...[...names].map((symbol) => ({ symbol, meaning: 'a dimension' }))];
}
