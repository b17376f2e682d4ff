import { fusionOf } from '../../analysis/index.js';
import { defineBudget } from '../budget.js';
import { movedBytes } from '../moved-bytes.js';

export default defineBudget({
  id: 'max-memory-access',
  figure: 'memory access',
  unit: 'bytes',
  summary: 'Holds the bytes that layers read and write in one inference, after fusion, to a limit.',
  isPartial: true,
  ofModel: (analysis) => fusionOf(analysis).memoryAccessFusedBytes,
  ofLayers: (analysis, indices) => movedBytes(analysis, indices),
});
