import { perInference } from '../../analysis/index.js';
import { sum } from '../../dim/index.js';
import { defineBudget } from '../budget.js';

export default defineBudget({
  id: 'max-flops',
  figure: 'FLOPs',
  unit: 'count',
  summary: 'Holds the arithmetic of one inference, all operations counted, to a limit.',
  isPartial: true,
  ofModel: ({ totals }) => totals.flops,
  ofLayers: ({ layers }, indices) =>
    sum(indices.flatMap((index) => layers[index] ?? []).map((layer) => perInference(layer, 'flops', layer.flops ?? 0))),
});
