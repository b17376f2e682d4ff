import { analyse } from '../analysis/index.js';
import type { AnalysisOptions } from '../analysis/index.js';
import type { Model } from '../ir/index.js';
import { lint, rules } from '../rules/index.js';
import type { Policy } from '../rules/index.js';
import type { Report } from './report.js';

/**
 * The report of a model, `path` being its name; `policy` is what the user wants of the rules.
 * @throws NetstatError when an option contradicts the model
 */
export function makeReport(path: string, model: Model, options: AnalysisOptions = {}, policy: Policy = {}): Report {
  const analysis = analyse(model, options);
  return { kind: 'report', path, analysis, ...lint(rules, analysis, policy) };
}
