import { analyse } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import type { Model } from '../ir/index.js';
import { lint, rules } from '../rules/index.js';
import type { Policy } from '../rules/index.js';
import type { Report } from './report.js';

/**
 * The report of a model, `path` being its name; `policy` is what the user wants of the rules.
 * @throws NetstatError when an option contradicts the model
 */
export function makeReport(path: string, model: Model, options: AnalysisOptions = {}, policy: Policy = {}): Report {
  return reportOf(path, analyse(model, options), policy);
}

/** The report of a model that is analysed, and perhaps measured or set beside what its platform can do. */
export function reportOf(
  path: string,
  analysis: Analysis,
  policy: Policy = {},
  { measurement, roofline }: Pick<Report, 'measurement' | 'roofline'> = {},
): Report {
  return { kind: 'report', path, analysis, ...lint(rules, analysis, policy, measurement), measurement, roofline };
}
