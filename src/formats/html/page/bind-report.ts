import { bindReport, toJson } from '../../../report/index.js';
import type { ModelReport } from '../../../report/index.js';
import { restored } from './quantities.js';

/** A published report with symbols bound to numbers, as `--dim` binds those of a saved report. */
export function bindPublished(report: ModelReport, dims: ReadonlyMap<string, number>): ModelReport {
  return dims.size === 0 ? report : toJson(bindReport(restored(report), dims));
}
