import { bindReport, expandFormulas, toSharedJson } from '../../../report/index.js';
import type { ModelReport } from '../../../report/index.js';
import { restored } from './quantities.js';

/** A published report with symbols bound to numbers, as `--dim` binds those of a saved report. */
export function bindPublished(report: ModelReport, dims: ReadonlyMap<string, number>): ModelReport {
  return dims.size === 0 ? report : expandFormulas(toSharedJson(bindReport(restored(report), dims)));
}
