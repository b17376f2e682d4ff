import { fusedLifetimesOf } from '../../analysis/index.js';
import { maximum } from '../../dim/index.js';
import { defineBudget } from '../budget.js';

export default defineBudget({
  id: 'max-peak-activations',
  figure: 'peak activations',
  unit: 'bytes',
  summary:
    'Holds the most bytes of activations that are alive at once, layers run as fused kernels, to a limit: what a device must have beside the weights.',
  isPartial: true,
  ofModel: (analysis) => fusedLifetimesOf(analysis).peakBytes,
  ofLayers: (analysis, indices) => {
    const { bytes } = fusedLifetimesOf(analysis);
    const alive = indices.map((index) => bytes[index]);
    return alive.every((bytes) => bytes !== undefined)
      ? alive.reduce((most, bytes) => maximum(most, bytes), 0)
      : undefined;
  },
});
