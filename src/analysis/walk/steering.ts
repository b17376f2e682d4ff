import { print } from '../../dim/index.js';
import { isFloat } from '../../ir/index.js';
import type { Analysis, Edge } from '../analysis.js';

/** The most values that are looked through: a value that steers shapes is a few steps away from an input. */
const MAX_VALUES = 64;

/**
 * The inputs of the model from which these values are worked out, where all are small and nothing else is unknown
 * before a run: their elements (`AnalysisOptions.values`) settle the values. None otherwise.
 */
export function steeringInputs(
  { layers, regions: [main] }: Pick<Analysis, 'layers' | 'regions'>,
  edges: readonly (Edge | undefined)[],
): readonly Edge[] {
  const found: Edge[] = [];
  const seen = new Set(edges.filter(isOpen));
  for (const edge of seen) {
    if (seen.size > MAX_VALUES) return [];
    const producer = edge.producer === undefined ? undefined : layers[edge.producer];
    if (producer !== undefined) {
      if (producer.operator === undefined || producer.category === 'control-flow' || producer.category === 'random') {
        return [];
      }
      for (const input of producer.inputs.filter(isOpen)) seen.add(input);
    } else if (isInput(main, edge) && isSetting(edge)) {
      found.push(edge);
    } else return [];
  }
  return found;
}

/** The most elements of a setting; a longer list is data, which nobody types. */
const MAX_SETTINGS = 16;

/** Whether an edge is an input of the main graph. Inputs are the first edges, so no search is needed. */
function isInput(main: Analysis['regions'][number] | undefined, edge: Edge): boolean {
  return main?.inputs[edge.id] === edge;
}

function isSetting({ type, elements }: Edge): boolean {
  if (typeof elements !== 'number' || elements > MAX_SETTINGS || type.kind !== 'tensor') return false;
  return elements === 1 || (type.dtype !== undefined && !isFloat(type.dtype));
}

/** Whether only a run tells a value. */
function isOpen(edge: Edge | undefined): edge is Edge {
  return edge?.provenance === 'data';
}

/** Elements that a small input may have which steers shapes, as `--value` takes them: `4`, `true,true`. */
export function plausibleElements({ name, type }: Edge): string {
  const count =
    type.kind === 'tensor' ? (type.shape ?? []).reduce<number>((all, dim) => all * Number(print(dim)), 1) : 1;
  const isTruth = type.kind === 'tensor' && type.dtype === 'bool';
  const each = isTruth ? 'true' : /(?:^|_)(?:sr|rate)/iu.test(name) ? '16000' : '4';
  return Array.from({ length: count }, () => each).join(',');
}
