import { describe, expect, it } from 'vitest';
import csv from '../../src/formats/csv.js';
import json from '../../src/formats/json.js';
import markdown from '../../src/formats/markdown.js';
import table from '../../src/formats/table/index.js';
import { kernelCost } from '../../src/measurement/index.js';
import type { Measurement } from '../../src/measurement/index.js';
import { reportOf } from '../../src/report/index.js';
import type { Report, ReportDocument } from '../../src/report/index.js';
import { expectValid } from '../testers/report-schema.js';
import { empty, hostileNames, ordinary, ordinaryAnalysis } from '../testers/sample-report.js';
import { print, printEach } from '../testers/test-format.js';
import { textWidth } from '../../src/text/index.js';
import { conv, latency, measured, measuredBy, measurement, relu } from '../testers/measured-report.js';

const withMeasurement = (by: Measurement): Pick<Report, 'measurement'> => {
  const { measurement: own } = measuredBy(by);
  return own === undefined ? {} : { measurement: own };
};

describe('formats of a measured report', () => {
  it.each([80, 120, 200])('the table keeps to %d columns and says what matters', (width) => {
    const text = print(table, [measured], { width });
    expect(text.split('\n').filter((line) => textWidth(line) > width)).toEqual([]);
    const flat = text.replaceAll(/\s+/gu, ' ');
    for (const part of [
      'mean of the faster half of 50 runs after 5',
      'runtime overhead',
      '90.0%',
      '2.00 µs of profiling taken off each call',
      'fake 1.2.3',
      'convolution 70.0%',
      '1 layer removed by the runtime',
      'note the input x was made up (seed 1)',
      '64.0 KiB weights and workspace among it, as the runtime counts it',
    ]) {
      expect(flat).toContain(part);
    }
  });

  it('the table has the slowest kernels with their times, or what they are below', () => {
    const [kernel] = measurement.kernels;
    if (kernel === undefined) throw new Error('there is one');
    const kernels = Array.from({ length: 12 }, (_, index) => ({
      ...kernel,
      name: `k${index}`,
      layers: index === 0 ? kernel.layers : [],
      ms: 0.7 / (index + 1),
      underMs: index === 1 ? 0.5 : undefined,
    }));
    const text = print(table, [reportOf('m.onnx', ordinaryAnalysis, {}, { measurement: { ...measurement, kernels } })]);
    expect(text).toMatch(/^ +700 µs .*Conv/mu);
    expect(text).toMatch(/^ +under 500 µs .*k1 \(put in by the runtime\)/mu);
  });

  it('the table shows a slow start, and what a device waits, apart', () => {
    const slow = { ...measurement, start: { loadMs: 100, firstRunMs: 50 } };
    const textOf = (of: Measurement): string =>
      print(table, [reportOf('m.onnx', ordinaryAnalysis, {}, { measurement: of })]);
    expect(textOf(slow)).toMatch(/^start +150 ms +100 ms to load the model, 50\.0 ms for its first run$/mu);
    expect(textOf({ ...slow, start: { loadMs: 100, firstRunMs: 1.2 } })).not.toMatch(/^start/mu);
    // 1.1 ms a run, of which kernels take 1: what a processor does besides is the runtime's own work.
    expect(textOf({ ...measurement, device: 'webgpu' })).toMatch(/^between kernels +100 µs +submission and waiting$/mu);
    expect(textOf(measurement)).not.toContain('between kernels');
  });

  it('the table has rates for lower bounds where the work of a kernel is unknown', () => {
    const unknown = reportOf(
      'model.onnx',
      {
        ...ordinaryAnalysis,
        layers: ordinaryAnalysis.layers.map((layer) =>
          layer.index === conv ? { ...layer, arithmetic: undefined } : layer,
        ),
      },
      {},
      { measurement },
    );
    const achieved = (report: Report): string | undefined =>
      /achieved.*/u.exec(print(table, [report], { width: 200 }))?.[0];
    expect(achieved(measured)).toMatch(/^achieved +[\d.]+ GFLOP\/s +[\d.]+ GB\/s/u);
    expect(achieved(unknown)).toMatch(/^achieved +≥ [\d.]+ GFLOP\/s +[\d.]+ GB\/s/u);
  });

  it('the table puts the speed of several models beside each other', () => {
    const text = printEach(
      table,
      [
        measured,
        {
          ...measuredBy({ ...measurement, endToEnd: { ...latency, ms: 4 } }),
          model: { ...measured.model, path: 'slow.onnx' },
        },
      ],
      { width: 120 },
    ).at(-1);
    expect(text).toContain('latency');
    expect(text).toMatch(/909 │.*1/u);
    expect(text).toMatch(/250 │.*2/u);
  });

  it('CSV has a row for each layer, and times at the most costly layer of each kernel', () => {
    const lines = print(csv, [measured], { columns: ['layer', 'latency', 'latency-share'] })
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(lines[0]).toEqual(['model', 'layer', 'latency', 'latency-share']);
    expect(lines.find(([, layer]) => layer === '/stem/conv/Conv')?.slice(2)).toEqual(['0.7', '0.7']);
    expect(lines.find(([, layer]) => layer === '/stem/act/Relu')?.slice(2)).toEqual(['', '']);
    expect(lines).toHaveLength(ordinary.layers.length + 1);
  });

  it('CSV of a report without a measurement has no columns for one', () => {
    expect(print(csv, [ordinary]).split('\r\n')[0]).not.toContain('latency');
  });

  it('JSON keeps to the schema', () => {
    const document = JSON.parse(print(json, [measured])) as ReportDocument;
    expectValid(document);
    const [model] = document.models;
    expect(model !== undefined && 'layers' in model ? model.layers[relu]?.latency : undefined).toEqual({
      ms: 0.7,
      medianMs: 0.7,
      p90Ms: 0.8,
      share: 0.7,
      kernel: 0,
    });
  });

  it('JSON says what each kernel costs, and its bound where the platform is known', () => {
    const kernelsOf = (report: Report) => {
      const [model] = (JSON.parse(print(json, [report])) as ReportDocument).models;
      return model !== undefined && 'layers' in model ? model.measurement?.kernels : undefined;
    };
    const { arithmetic: flops, bytes, leastArithmetic: leastFlops } = kernelCost(ordinaryAnalysis, [conv, relu]);
    const first = { name: measurement.kernels[0]?.name, flops, memoryAccessBytes: bytes };
    expect(kernelsOf(measured)?.[0]).toMatchObject(first);
    expect(kernelsOf(measured)?.[0]).not.toHaveProperty('bound');
    const bounded = measuredBy(measurement, { roofline: { flopsPerSecond: 1e9, bytesPerSecond: 1e15 } });
    expectValid(JSON.parse(print(json, [bounded])));
    expect(kernelsOf(bounded)?.[0]).toMatchObject({
      ...first,
      bound: { ms: ((leastFlops ?? 0) / 1e9) * 1000, by: 'compute' },
    });
    expect(kernelsOf(bounded)?.find(({ layers }) => layers.length === 0)).toMatchObject({
      flops: null,
      memoryAccessBytes: null,
      bound: null,
    });
  });

  it('hostile names of kernels stay text', () => {
    const hostile = {
      ...measurement,
      kernels: hostileNames.map((name) => ({
        name,
        layers: [],
        ms: 0.1,
        medianMs: 0.1,
        p90Ms: 0.1,
        calls: 1,
        purpose: undefined,
        underMs: undefined,
      })),
      device: '\u001B[31mred',
      notes: ['\u001B[2J'],
    };
    for (const format of [table, markdown]) {
      expect(print(format, [measuredBy(hostile)])).not.toContain('\u001B');
    }
  });

  it('a model without layers has no division by nothing', () => {
    const nothing = { ...measurement, kernels: [], kernelsMs: 0, overheadMs: 0, joinedShare: 0, removed: [] };
    expect(print(table, [{ ...empty, ...withMeasurement(nothing) }])).not.toMatch(/NaN|Infinity|undefined/u);
  });
});
