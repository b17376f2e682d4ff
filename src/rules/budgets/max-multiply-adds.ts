import { perInference } from '../../analysis/index.js';
import { sum } from '../../dim/index.js';
import { defineBudget } from '../budget.js';

export default defineBudget({
  id: 'max-multiply-adds',
  figure: 'multiply-adds',
  unit: 'count',
  summary: 'Holds the multiply-adds of one inference to a limit.',
  isPartial: true,
  ofModel: ({ totals }) => totals.multiplyAdds,
  ofLayers: ({ layers }, indices) =>
    sum(
      indices
        .flatMap((index) => layers[index] ?? [])
        .map((layer) => perInference(layer, 'multiplyAdds', layer.multiplyAdds ?? 0)),
    ),
});
