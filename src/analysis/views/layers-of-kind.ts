import { append } from '../../text/index.js';
import type { Detail } from '../../ops/index.js';
import { isRunning } from '../accounts/totals.js';
import type { Analysis, Layer } from '../analysis.js';
import { remember } from './remember.js';

const layersByKind = remember(({ layers }) => {
  const kinds = new Map<Detail['kind'], Layer[]>();
  for (const layer of layers) {
    if (layer.detail !== undefined && isRunning(layer)) append(kinds, layer.detail.kind, layer);
  }
  return kinds;
});

/** The layers that work on data, neither constant nor shape arithmetic, and have a detail of this kind, in order. */
export function layersOfKind(analysis: Analysis, kind: Detail['kind']): readonly Layer[] {
  return layersByKind(analysis).get(kind) ?? none;
}

const none: readonly never[] = [];
