import type { ModelReport } from '../../../report/index.js';

/** Whether two reports are of one model: the same layers in the same order. */
export function isSameModel(a: ModelReport, b: ModelReport): boolean {
  return (
    a.layers.length === b.layers.length &&
    a.layers.every(({ op, origin }, index) => op === b.layers[index]?.op && origin === b.layers[index]?.origin)
  );
}

/**
 * A report with the measured half of another report of the same model; all that was said of it before, such as
 * findings, stays.
 */
export function withMeasurement(report: ModelReport, measured: ModelReport): ModelReport {
  const { roofline: _, measurement: __, ...rest } = report;
  return {
    ...rest,
    totals: { ...report.totals, ...measured.totals },
    layers: report.layers.map(({ latency: ___, ...layer }, index) => {
      const latency = measured.layers[index]?.latency;
      return latency === undefined ? layer : { ...layer, latency };
    }),
    ...(measured.measurement !== undefined && { measurement: measured.measurement }),
    ...(measured.roofline !== undefined && { roofline: measured.roofline }),
  };
}
