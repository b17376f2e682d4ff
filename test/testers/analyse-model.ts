import type { ModelSpec } from '../../fixtures/build/model.js';
import { model } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import type { Analysis, AnalysisOptions, Edge, Layer } from '../../src/analysis/index.js';
import { isKnown, print } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

/** Builds a model, reads it back and analyses it. */
export function analyseModel(spec: ModelSpec, options: AnalysisOptions = {}): Analysis {
  return analyse(readModel(memorySource(model(spec))), options);
}

/** A dimension or figure as tests compare it: a number, or the formula's text. */
export function plain(dim: Dim | undefined): number | string | undefined {
  return dim === undefined ? undefined : isKnown(dim) ? Number(dim) : print(dim);
}

/** The shape of an edge as tests compare it. */
export function shapeOf(edge: Edge | undefined): readonly (number | string | undefined)[] | undefined {
  return edge?.type.kind === 'tensor' ? edge.type.shape?.map(plain) : undefined;
}

/**
 * The layer of that label.
 * @throws Error when there is none
 */
export function layerOf(analysis: Analysis, label: string): Layer {
  const layer = analysis.layers.find((one) => one.label === label);
  if (layer === undefined) {
    throw new Error(`no layer ${label} among ${analysis.layers.map((one) => one.label).join(', ')}`);
  }
  return layer;
}
