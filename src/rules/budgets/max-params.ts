import { sum } from '../../dim/index.js';
import { defineBudget } from '../budget.js';

export default defineBudget({
  id: 'max-params',
  figure: 'params',
  unit: 'count',
  summary: 'Holds the number of weights to a limit: what a model takes on disk and in memory.',
  ofModel: ({ totals }) => totals.params,
  ofLayers: ({ layers }, indices) => sum(indices.map((index) => layers[index]?.params ?? 0)),
});
