export {
  isOfLayers,
  isPartial,
  layerField,
  mostOfLayers,
  mostOfModel,
  ofLayer,
  ofLayers,
  ofModel,
  quotient,
} from './calculate.js';
export { defineFigure, kinds } from './figure.js';
export type { Counting, Figure, Kind, Study } from './figure.js';
export { figureOf } from './figure-of.js';
export { isThere } from './latency.js';
export { figureNamed, findFigure, partsOfQuotient, readFigure } from './look-up.js';
export { buffersFigure, figures, flopsFigure, paramsFigure } from './table.js';
