import { MAX_FOLLOWED_ELEMENTS } from '../../ops/index.js';
import type { Draft, EdgeDraft } from './draft.js';

/** As many values are looked through: what steers is worked out from an input in a few steps. */
const MAX_VALUES = 64;

/**
 * The inputs of the model that these values are worked out from, by name, where all are small and nothing goes in that only a run tells: whoever
 * gives their elements (`AnalysisOptions.values`) gives these. None otherwise.
 */
export function steeringInputs(
  { layers, regions: [main] }: Draft,
  edges: readonly (EdgeDraft | undefined)[],
): readonly string[] {
  const names: string[] = [];
  const seen = new Set(edges.filter(isOpen));
  for (const edge of seen) {
    if (seen.size > MAX_VALUES) return [];
    const producer = edge.producer === undefined ? undefined : layers[edge.producer];
    if (producer !== undefined) {
      if (producer.operator === undefined || producer.category === 'control-flow' || producer.category === 'random') {
        return [];
      }
      for (const input of producer.inputs.filter(isOpen)) seen.add(input);
    } else if (
      main?.inputs.includes(edge) === true &&
      typeof edge.elements === 'number' &&
      edge.elements <= MAX_FOLLOWED_ELEMENTS
    ) {
      names.push(edge.name);
    } else return [];
  }
  return names;
}

/** Whether only a run tells a value. */
function isOpen(edge: EdgeDraft | undefined): edge is EdgeDraft {
  return edge?.provenance === 'data';
}
