import type { Layer } from '../analysis/index.js';
import type { Report } from '../report/index.js';
import type { Finding } from '../rules/index.js';

/** The layers that a finding is about. */
export function layersOf({ analysis }: Report, { layers }: Finding): readonly Layer[] {
  return layers.flatMap((index) => analysis.layers[index] ?? []);
}

/** A rule with the guideline that it stands for: `unequal-channel-width (G1)`. */
export function ruleText({ rule, guideline }: Finding): string {
  return guideline === undefined ? rule : `${rule} (${guideline})`;
}
