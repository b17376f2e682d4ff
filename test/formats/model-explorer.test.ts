import { describe, expect, it } from 'vitest';
import modelExplorer from '../../src/formats/model-explorer.js';
import { reportOf } from '../../src/report/index.js';
import { bareReportOn, ordinary, ordinaryAnalysis, symbolic } from '../testers/sample-report.js';
import { node, value } from '../../fixtures/build/model.js';
import { measurement } from '../testers/sample-measurement.js';
import { exact, print, testFormat } from '../testers/test-format.js';

interface NodeData {
  readonly name: string;
  readonly results: Readonly<Record<string, { readonly value: number | string; readonly bgColor?: string }>>;
  readonly gradient?: readonly { readonly stop: number; readonly bgColor: string }[];
}

const read = (text: string): NodeData => JSON.parse(text) as NodeData;

// Every layer stands in exactly one node of the main graph, so that the sums of groups are right.
testFormat(modelExplorer, {
  read: (text) => ({ rows: Object.values(read(text).results).map(({ value }) => Number(value)), rounding: exact }),
});

describe('model-explorer', () => {
  it('has multiply-adds by node with a gradient', () => {
    const { name, results, gradient } = read(print(modelExplorer, [ordinary]));
    expect(name).toBe('multiply-adds');
    // 32·32 positions, 16 filters of 3·3·3.
    expect(results['/stem/conv/Conv']).toEqual({ value: 32 * 32 * 16 * 27 });
    expect(gradient?.map(({ stop }) => stop)).toEqual([0, 0.5, 1]);
    expect(gradient?.every(({ bgColor }) => /^#[0-9a-f]{6}$/.test(bgColor))).toBe(true);
  });

  it('has the figure that is named, one a file', () => {
    const { name, results } = read(print(modelExplorer, [ordinary], { columns: ['memory-access'] }));
    expect(name).toBe('memory-access (bytes)');
    expect(results['/stem/act/Relu']).toEqual({ value: 2 * 4 * 16 * 1024 });
    expect(() => print(modelExplorer, [ordinary], { columns: ['flops', 'params'] })).toThrow('one figure');
    expect(() => print(modelExplorer, [ordinary], { columns: ['colour'] })).toThrow('there is no column colour');
    expect(() => print(modelExplorer, [ordinary, symbolic])).toThrow('about one model');
  });

  it('has the latency of a measured model, at the main layer of each kernel', () => {
    const report = reportOf('model.onnx', ordinaryAnalysis, {}, { measurement });
    const { name, results } = read(print(modelExplorer, [report]));
    expect(name).toBe('latency (ms)');
    expect(results).toEqual({ '/stem/conv/Conv': { value: 0.4 } });
  });

  it('finds a node without a name by the tensor that it gives', () => {
    const report = bareReportOn({
      opset: 17,
      inputs: [value('x', 'float32', [2, 3])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    expect(read(print(modelExplorer, [report], { columns: ['op'] })).results).toEqual({ y: { value: 'Relu' } });
  });

  it('shows findings in the colour of the worst', () => {
    const finding = { guideline: null, fingerprint: '', data: {}, layers: [0], message: '' };
    const report = {
      ...ordinary,
      findings: [
        { ...finding, rule: 'narrow', severity: 'info' } as const,
        { ...finding, rule: 'slow', severity: 'error' } as const,
      ],
    };
    const { name, results } = read(print(modelExplorer, [report], { show: 'findings' }));
    expect(name).toBe('findings');
    expect(results).toEqual({
      '/stem/conv/Conv': { value: 'info: narrow, error: slow', bgColor: '#d73027' },
    });
  });
});
