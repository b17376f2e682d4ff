import path from 'node:path';
import type { MeasurementReport, ModelReport, ReportDocument } from '../../src/report/index.js';
import { expectValid } from './report-schema.js';
import { netstat } from './run-netstat.js';
import type { Run } from './run-netstat.js';
import { folder } from './scratch-folder.js';

/** The path of a network whose weights are absent, from any folder. */
export const mobilenet = path.resolve('fixtures/mobilenet-v2.onnx');

/**
 * Runs `netstat measure` where onnxruntime-node is installed; calibrations and temporary files go where the test looks
 * for them.
 */
export const measure = (given: readonly string[], cwd = 'test'): Run =>
  netstat(['measure', ...given], { cwd, env: { XDG_CACHE_HOME: folder, TMPDIR: folder } });

/** The only report that such a run printed, which was measured. */
export function reportOf({ stdout }: Run): ModelReport & { readonly measurement: MeasurementReport } {
  const document = JSON.parse(stdout) as ReportDocument;
  expectValid(document);
  const [report] = document.models;
  if (report === undefined || !('layers' in report)) throw new Error(stdout);
  const { measurement } = report;
  if (measurement === undefined) throw new Error('no measurement');
  return { ...report, measurement };
}
