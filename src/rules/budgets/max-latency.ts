import { defineBudget } from '../budget.js';

export default defineBudget({
  id: 'max-latency',
  figure: 'latency',
  unit: 'milliseconds',
  isMeasured: true,
  summary: 'Holds the measured time of one inference to a limit; a model that was not measured is not judged.',
  ofModel: (_, measurement) => measurement?.endToEnd?.ms,
  ofLayers: (_, layers, measurement) => {
    if (measurement === undefined) return undefined;
    const wanted = new Set(layers);
    // A kernel that computes other layers too counts whole: its time cannot be told apart.
    return measurement.kernels
      .filter((kernel) => kernel.layers.some((index) => wanted.has(index)))
      .reduce((total, { ms }) => total + ms, 0);
  },
});
