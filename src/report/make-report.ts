import { analyse } from '../analysis/index.js';
import type { AnalysisOptions } from '../analysis/index.js';
import type { Model } from '../ir/index.js';
import type { Report } from './report.js';

/**
 * The report of a model, `path` being its name.
 * @throws NetstatError when an option contradicts the model
 */
export function makeReport(path: string, model: Model, options: AnalysisOptions = {}): Report {
  return { kind: 'report', path, analysis: analyse(model, options), findings: [] };
}
