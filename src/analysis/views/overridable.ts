import type { StoredTensor } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { remember } from './remember.js';

/**
 * From this version on an initializer that the graph lists as an input is a default that a caller may replace (IR.md).
 */
const OVERRIDABLE_SINCE = 4;

/** The stored tensors of the main graph that a caller may replace, which a runtime cannot take for constants. */
export interface Overridable {
  readonly tensors: ReadonlySet<StoredTensor>;
  has(edge: Edge | undefined): boolean;
  /** Whether a layer reads one of them. */
  isReadBy(layer: Layer): boolean;
}

/** The view of a model's overridable initializers. */
export const overridableOf: (analysis: Analysis) => Overridable = remember(({ model: { irVersion, graph } }) => {
  const inputs = irVersion < OVERRIDABLE_SINCE ? new Set<string>() : new Set(graph.inputs.map(({ name }) => name));
  const tensors = new Set(inputs.size === 0 ? [] : graph.initializers.filter(({ name }) => inputs.has(name)));
  const has = (edge: Edge | undefined): boolean => edge?.stored !== undefined && tensors.has(edge.stored);
  return { tensors, has, isReadBy: ({ inputs: edges }) => tensors.size > 0 && edges.some(has) };
});
