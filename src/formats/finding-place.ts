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

/** Layers that a finding's text names. */
const NAMED_LAYERS = 4;

/** The layers that a finding is about, the first few of them by name, each made fit for its place: `a, b and 3 more`. */
export function layersText(report: Report, finding: Finding, escape: (label: string) => string): string {
  const layers = layersOf(report, finding);
  const more = layers.length - NAMED_LAYERS;
  return `${layers
    .slice(0, NAMED_LAYERS)
    .map(({ label }) => escape(label))
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
