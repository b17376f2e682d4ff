import { analyse } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import type { Model } from '../ir/index.js';
import type { Prediction } from '../platform/index.js';
import { lint, rules } from '../rules/index.js';
import type { Policy } from '../rules/index.js';
import type { Report } from './report.js';

/**
 * The report of a model, `path` being its name; `policy` is what the user wants of the rules, `predict` says how long it
 * takes on a platform.
 * @throws NetstatError when an option contradicts the model
 */
export function makeReport(
  path: string,
  model: Model,
  options: AnalysisOptions = {},
  policy: Policy = {},
  predict?: (analysis: Analysis) => Prediction,
): Report {
  const analysis = analyse(model, options);
  return reportOf(path, analysis, policy, { prediction: predict?.(analysis) });
}

/** The report of a model that is analysed, and perhaps measured, predicted or set beside what its platform can do. */
export function reportOf(
  path: string,
  analysis: Analysis,
  policy: Policy = {},
  { measurement, prediction, roofline }: Pick<Report, 'measurement' | 'prediction' | 'roofline'> = {},
): Report {
  const verdict = lint(rules, analysis, policy, { measurement, prediction });
  return { kind: 'report', path, analysis, ...verdict, measurement, prediction, roofline };
}
