import { bind, isExpression, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { mapRunCounts } from './accounts/work.js';
import { findLifetimes } from './accounts/lifetimes.js';
import { measureCoverage, sumTotals } from './accounts/totals.js';
import type { Value } from '../ir/index.js';
import type { Analysis, Edge, Layer, Region } from './analysis.js';
import { isAsWalked } from './walk/as-walked.js';

/**
 * An analysis with its open dimensions bound, as `analyse` gives it with these sizes, without a walk; undefined where
 * the two could differ, so that the model has to be analysed anew: where sizes do not fit, or decide what runs.
 */
export function bindAnalysis(analysis: Analysis, dims: ReadonlyMap<string, number>): Analysis | undefined {
  const open = analysis.symbols.map(({ symbol }) => symbol).filter((symbol) => !analysis.bindings.has(symbol));
  if (open.length !== dims.size || open.some((name) => !dims.has(name)) || !hasFormulas(analysis)) return undefined;
  const bound = unlessTooLarge(() => boundWithin(analysis, dims));
  return bound !== undefined && isAsWalked(bound) ? bound : undefined;
}

/** Whether all that is known of a model follows from the sizes that its file names, by operators that are built in. */
function hasFormulas({
  model,
  symbols,
  regions,
  coverage,
  edges,
  layers,
  diagnostics,
  resized,
  given,
}: Analysis): boolean {
  return (
    regions.length === 1 &&
    resized.length === 0 &&
    (given.operators ?? []).length === 0 &&
    coverage.shaped === coverage.layers &&
    coverage.costed === coverage.layers &&
    diagnostics.length === model.diagnostics.length &&
    symbols.every(({ owner, isInner }) => owner === undefined && isInner !== true) &&
    // What a mask lets through is counted row by row where sizes are numbers, and bounded by a formula else.
    edges.every(({ declared, type }) => !declared && !isMask(type)) &&
    layers.every(({ path }) => path.length === 0)
  );
}

function isMask(type: Value): boolean {
  return type.kind === 'tensor' && type.placed?.kind === 'split';
}

function boundWithin(analysis: Analysis, dims: ReadonlyMap<string, Dim>): Analysis {
  const bound = binder(dims);
  const edges = new Map<Edge, Edge>();
  const edgeOf = (edge: Edge): Edge => {
    const before = edges.get(edge);
    if (before !== undefined) return before;
    const { type, elements, bytes, viewOf, scales, sources } = edge;
    const after: Edge = {
      ...edge,
      type: bound(type),
      elements: bound(elements),
      bytes: bound(bytes),
      viewOf: viewOf === undefined ? undefined : edgeOf(viewOf),
      scales: scales.map(edgeOf),
      sources: sources.map(edgeOf),
    };
    edges.set(edge, after);
    return after;
  };
  const maybe = (edge: Edge | undefined): Edge | undefined => (edge === undefined ? undefined : edgeOf(edge));
  const all = analysis.edges.map(edgeOf);
  const layers = analysis.layers.map((layer): Layer => ({
    ...layer,
    times: bound(layer.times),
    inputs: layer.inputs.map(maybe),
    outputs: layer.outputs.map(maybe),
    detail: bound(layer.detail),
    ...mapRunCounts(layer, bound),
    unpacked: layer.unpacked.map(edgeOf),
    unpackingFlops: bound(layer.unpackingFlops),
    memory: bound(layer.memory),
    terms: bound(layer.terms),
    atMost: bound(layer.atMost),
  }));
  const regions = analysis.regions.map((region): Region => ({
    ...region,
    inputs: region.inputs.map(edgeOf),
    outputs: region.outputs.map(maybe),
  }));
  const { peakBytes, peakLayer, bytes } = findLifetimes({ layers, regions, edges: all });
  return {
    ...analysis,
    // Sizes that operators imply come after those that are given.
    bindings: new Map([...dims, ...analysis.bindings].map(([name, dim]) => [name, bound(dim)])),
    symbols: [],
    inputs: analysis.inputs.map(edgeOf),
    outputs: analysis.outputs.map(edgeOf),
    edges: all,
    layers,
    regions,
    totals: sumTotals(layers, () => peakBytes),
    coverage: measureCoverage(layers),
    liveness: { peakBytes, peakLayer, bytes },
    parameters: analysis.parameters.map((use) => ({ ...use, edge: edgeOf(use.edge) })),
    given: { ...analysis.given, dims: new Map([...(analysis.given.dims ?? []), ...numbersOf(dims)]) },
    used: { ...analysis.used, dims: new Set([...analysis.used.dims, ...dims.keys()]) },
  };
}

function numbersOf(dims: ReadonlyMap<string, Dim>): readonly (readonly [string, number])[] {
  return [...dims].map(([name, dim]) => [name, Number(dim)] as const);
}

/**
 * A function that binds the sizes in plain data. Data without sizes is given back as it is; shared data is bound once.
 */
function binder(dims: ReadonlyMap<string, Dim>): <T>(data: T) => T {
  const known = new Map<unknown, unknown>();
  function within<T>(data: T): T;
  function within(data: unknown): unknown {
    if (typeof data !== 'object' || data === null) return data;
    if (isExpression(data)) {
      const before = known.get(data);
      if (before !== undefined) return before;
      const after = bind(data, dims);
      known.set(data, after);
      return after;
    }
    if (known.has(data)) return known.get(data);
    const after = mapParts(data, within);
    known.set(data, after);
    return after;
  }
  return within;
}

function mapParts(data: object, change: (part: unknown) => unknown): object {
  if (Array.isArray(data)) {
    const items: readonly unknown[] = data;
    const changed = items.map(change);
    return changed.some((item, index) => item !== items[index]) ? changed : data;
  }
  if (data instanceof Map) {
    const entries: readonly (readonly [unknown, unknown])[] = [...data];
    return new Map(entries.map(([name, value]) => [name, change(value)]));
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(data);
  const changed = entries.map(([name, value]) => [name, change(value)] as const);
  return changed.some(([, value], index) => value !== entries[index]?.[1]) ? Object.fromEntries(changed) : data;
}
