import { value, weight } from '../../fixtures/build/model.js';
import type { Initializer, NodeSpec } from '../../fixtures/build/model.js';
import { analyseModel } from './analyse-model.js';

/** The kind of every stored tensor of a small network over `x` [2, 6, 8] and `positions` [2, 6]. */
export function kindsOf(
  initializers: readonly Initializer[],
  nodes: readonly NodeSpec[],
): Readonly<Record<string, string>> {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', [2, 6, 8]), value('positions', 'int64', [2, 6])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [8, 8]), ...initializers],
    nodes,
  });
  const stored = analysis.parameters.filter(({ edge }) => edge.name !== 'w' && edge.type.kind === 'tensor');
  return Object.fromEntries(stored.map(({ edge, kind }) => [edge.name, kind]));
}
