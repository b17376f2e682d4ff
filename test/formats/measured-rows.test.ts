import { describe, expect, it } from 'vitest';
import { columns } from '../../src/formats/columns.js';
import { rowsOf } from '../../src/formats/rows.js';
import { kernelCost } from '../../src/measurement/index.js';
import type { Report } from '../../src/report/index.js';
import { ordinaryAnalysis } from '../testers/sample-report.js';
import { conv, measured, measuredBy, measurement, relu } from '../testers/measured-report.js';

const plainOptions = { width: 120, colour: false, all: false } as const;

const cells = (report: Report, name: string): readonly unknown[] => {
  const column = columns.find((one) => one.name === name);
  return rowsOf(report, plainOptions, columns).map((row) => {
    const cell = column?.cell(row, report);
    return [row.label, cell !== undefined && 'value' in cell ? cell.value : undefined];
  });
};

describe('rows of a measured report', () => {
  it('are one for each kernel, with what no kernel computes and what the runtime put in', () => {
    const rows = rowsOf(measured, plainOptions, columns);
    expect(rows.map(({ kind, label }) => [kind, label])).toEqual([
      ['kernel', '/stem/conv/Conv'],
      ['layer', '/head/pool/GlobalAveragePool'],
      ['layer', '/head/Reshape'],
      ['layer', '/head/fc/MatMul'],
      ['rest', 'shape arithmetic'],
      ['rest', 'runtime overhead'],
    ]);
    expect(rows[0]?.layers.map(({ index }) => index)).toEqual([conv, relu]);
  });

  it('hold every kernel once, rolled up and cut too', () => {
    for (const options of [
      plainOptions,
      { ...plainOptions, depth: 1 },
      { ...plainOptions, top: 1, sort: 'latency' },
      { ...plainOptions, all: true },
    ]) {
      const rows = rowsOf(measured, options, columns);
      const times = rows.flatMap(({ kernels = [] }) => kernels.map(({ medianMs }) => medianMs));
      expect(times).toHaveLength(4);
      expect(times.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(measurement.kernelsMs);
    }
  });

  it('have the time of their kernels, and rates by what these do and move', () => {
    expect(cells(measured, 'latency').slice(0, 3)).toEqual([
      ['/stem/conv/Conv', 0.7],
      ['/head/pool/GlobalAveragePool', 0.15],
      ['/head/Reshape', undefined],
    ]);
    const { arithmetic: flops, bytes } = kernelCost(ordinaryAnalysis, [conv, relu]);
    expect(cells(measured, 'gflops-per-second')[0]).toEqual(['/stem/conv/Conv', (flops ?? 0) / 0.7e-3 / 1e9]);
    expect(cells(measured, 'gigabytes-per-second')[0]).toEqual(['/stem/conv/Conv', (bytes ?? 0) / 0.7e-3 / 1e9]);
    expect(cells(measured, 'latency-share')).toEqual(
      [0.7, 0.15, undefined, 0.05, undefined, 0.1].map((share, index) => [
        rowsOf(measured, plainOptions, columns)[index]?.label,
        share,
      ]),
    );
  });

  it('have bounds where the platform is known', () => {
    const roofline = { flopsPerSecond: 1e9, bytesPerSecond: 1e15 };
    // Taps of the convolution that lie in its padding need no time.
    const { leastArithmetic: leastFlops } = kernelCost(ordinaryAnalysis, [conv, relu]);
    expect(cells(measuredBy(measurement, { roofline }), 'bound')[0]).toEqual([
      '/stem/conv/Conv',
      ((leastFlops ?? 0) / 1e9) * 1000,
    ]);
    expect(cells(measured, 'bound')[0]).toEqual(['/stem/conv/Conv', undefined]);
  });
});
