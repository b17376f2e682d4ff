import type { Analysis, Layer } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { ofLayer, ofModel } from './calculate.js';
import { readFigure } from './look-up.js';

/**
 * A figure by its name, `memory-access-fused`: of the model for one inference, or of a layer for one run of it.
 * Undefined where it is unknown, or where layers do not have it.
 * @throws NetstatError when there is no figure of that name
 */
export function figureOf(name: string, analysis: Analysis, layer?: Layer): Dim | undefined {
  const figure = readFigure(name, 'figureOf');
  return layer === undefined ? ofModel(figure, { analysis }) : ofLayer(figure, layer, { analysis });
}
