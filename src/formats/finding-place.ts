import type { FindingReport, Report, ReportLayer } from '../report/index.js';

/** The layers that a finding is about. */
export function layersOf(report: Report, { layers }: FindingReport): readonly ReportLayer[] {
  return layers.flatMap((index) => report.layers[index] ?? []);
}

/** A rule with the guideline that it stands for: `unequal-channel-width (G1)`. */
export function ruleText({ rule, guideline }: FindingReport): string {
  return guideline === null ? rule : `${rule} (${guideline})`;
}

/** Layers that a finding's text names. */
const NAMED_LAYERS = 4;

/** The layers that a finding is about, the first few of them by name: `a, b and 3 more`. */
export function layersText(report: Report, finding: FindingReport): string {
  const layers = layersOf(report, finding);
  const more = layers.length - NAMED_LAYERS;
  return `${layers
    .slice(0, NAMED_LAYERS)
    .map(({ label }) => label)
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
