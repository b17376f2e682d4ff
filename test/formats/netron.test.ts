import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import { NetstatError } from '../../src/ir/index.js';
import netron from '../../src/formats/netron.js';
import { reportOf } from '../../src/report/index.js';
import {
  bareReportOn,
  empty,
  failed,
  hostile,
  looping,
  ordinary,
  ordinaryAnalysis,
  symbolic,
} from '../testers/sample-report.js';
import { measurement } from '../testers/sample-measurement.js';
import { print } from '../testers/test-format.js';

interface Entry {
  readonly kind: string;
  readonly target: string;
  readonly name: string;
  readonly value: unknown;
  readonly type: string;
}

interface Attachment {
  readonly signature: string;
  readonly metadata: readonly Entry[];
  readonly metrics: readonly Entry[];
}

const read = (text: string): Attachment => JSON.parse(text) as Attachment;
/** The entries of an object, as Netron keeps them: a later one of a name wins. */
const of = (entries: readonly Entry[], kind: string, target: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    entries.filter((one) => one.kind === kind && one.target === target).map(({ name, value: of }) => [name, of]),
  );

/** A chain of Relus: each by the name of its node and of its output. */
const relus = (chain: readonly (readonly [name: string, output: string])[]) =>
  bareReportOn({
    opset: 17,
    inputs: [value('x', 'float32', [2, 3])],
    outputs: [chain.at(-1)?.[1] ?? ''],
    nodes: chain.map(([name, output], index) => node('Relu', [chain[index - 1]?.[1] ?? 'x'], [output], {}, { name })),
  });

describe('netron', () => {
  it('has the figures of each layer at its node, and the totals at the graph', () => {
    const { signature, metrics } = read(print(netron, [ordinary]));
    expect(signature).toBe('netron:attachment');
    // 32·32 positions, 16 filters of 3·3·3.
    expect(of(metrics, 'node', '/stem/conv/Conv')).toMatchObject({
      params: 16 * 27 + 16,
      'multiply-adds': 32 * 32 * 16 * 27,
      'memory access': `${4 * (3 * 1024 + 16 * 27 + 16 + 16 * 1024)} bytes`,
    });
    expect(of(metrics, 'graph', ordinary.model.graph)).toMatchObject({
      'multiply-adds': 32 * 32 * 16 * 27 + 160,
    });
    expect(metrics.every(({ type }) => type === 'attribute')).toBe(true);
  });

  it('shows the columns that are named', () => {
    const { metrics } = read(print(netron, [ordinary], { columns: ['op', 'flops-share', 'output'] }));
    expect(Object.keys(of(metrics, 'node', '/stem/act/Relu'))).toEqual(['op', 'flops-share', 'output']);
    expect(() => netron.start({ width: 80, colour: false, all: false, columns: ['colour'] })).toThrow(NetstatError);
  });

  it('shows formulas while sizes are open, and says what is unknown', () => {
    expect(of(read(print(netron, [symbolic])).metrics, 'node', '/stem/conv/Conv')['multiply-adds']).toBe('442368*N');
    const unknown = read(print(netron, [hostile])).metrics.filter(({ name }) => name === 'FLOPs');
    expect(unknown.some(({ value: flops }) => flops === 'unknown')).toBe(true);
  });

  it('finds a node that no name tells apart by its output, and leaves out what nothing tells apart', () => {
    const { metrics } = read(
      print(
        netron,
        [
          relus([
            ['', 'a'],
            ['twice', 'b'],
            ['twice', 'c'],
            ['once', 'y'],
          ]),
        ],
        { columns: ['flops'] },
      ),
    );
    expect(metrics.filter(({ kind }) => kind !== 'graph').map(({ kind, target }) => [kind, target])).toEqual([
      ['value', 'a'],
      ['value', 'b'],
      ['value', 'c'],
      ['node', 'once'],
    ]);
  });

  it('names an object by the first line of its name, as Netron does', () => {
    const { metrics } = read(print(netron, [relus([['first\nsecond', 'y']])], { columns: ['op'] }));
    expect(of(metrics, 'node', 'first')).toEqual({ op: 'Relu' });
  });

  it('counts at the owner of a body what runs in it, and shows it inside too', () => {
    const { metrics } = read(print(netron, [looping], { columns: ['multiply-adds'] }));
    expect(of(metrics, 'value', 'last')).toEqual({ 'multiply-adds': 10 * 4 * 8 * 8 });
    expect(of(metrics, 'node', 'product')).toEqual({ 'multiply-adds': 10 * 4 * 8 * 8 });
  });

  it('counts at a call of a function what runs in it, and at a node of the function all calls', () => {
    const report = bareReportOn({
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [2, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8])],
      functions: [
        {
          name: 'Block',
          domain: 'acme',
          inputs: ['a', 'w'],
          outputs: ['b'],
          opsets: { '': 17 },
          nodes: [node('MatMul', ['a', 'w'], ['m'], {}, { name: 'inner' }), node('Relu', ['m'], ['b'])],
        },
      ],
      nodes: ['x', 'h'].map((input, index) =>
        node('Block', [input, 'w'], [['h', 'y'][index] ?? ''], {}, { name: `block${index}`, domain: 'acme' }),
      ),
    });
    const { metrics } = read(print(netron, [report], { columns: ['multiply-adds'] }));
    expect(of(metrics, 'node', 'block0')).toEqual({ 'multiply-adds': 128 });
    expect(of(metrics, 'node', 'block1')).toEqual({ 'multiply-adds': 128 });
    expect(of(metrics, 'node', 'inner')).toEqual({ 'multiply-adds': 256 });
  });

  it('has the latency of a kernel at its main layer, and names that layer at the others', () => {
    const report = reportOf('model.onnx', ordinaryAnalysis, {}, { measurement });
    const { metrics, metadata } = read(print(netron, [report]));
    expect(of(metrics, 'node', '/stem/conv/Conv')).toMatchObject({ latency: '400 µs', 'latency-share': '66.7%' });
    expect(of(metrics, 'node', '/stem/act/Relu')).not.toHaveProperty('latency');
    expect(of(metadata, 'node', '/stem/act/Relu')).toEqual({ 'measured with': '/stem/conv/Conv' });
  });

  it('has what rules found, several findings of one rule in one entry, and those of the model at the graph', () => {
    const finding = { guideline: null, severity: 'warning', fingerprint: '', data: {} } as const;
    const report = {
      ...ordinary,
      findings: [
        { ...finding, rule: 'narrow', layers: [0, 1], message: 'both' },
        { ...finding, rule: 'narrow', layers: [0], message: 'one' },
        { ...finding, rule: 'max-flops', severity: 'error', layers: [], message: 'too much' } as const,
      ],
    };
    const { metadata } = read(print(netron, [report]));
    expect(of(metadata, 'node', '/stem/conv/Conv')).toEqual({ 'warning: narrow': 'both\none' });
    expect(of(metadata, 'node', '/stem/act/Relu')).toMatchObject({ 'warning: narrow': 'both' });
    expect(of(metadata, 'graph', report.model.graph)).toEqual({ 'error: max-flops': 'too much' });
  });

  it('is about one model: nothing of one that could not be read, and no second one', () => {
    expect(print(netron, [failed])).toBe('');
    expect(read(print(netron, [failed, empty])).metadata).toEqual([]);
    expect(() => print(netron, [ordinary, symbolic])).toThrow('--format netron is about one model');
  });

  it('escapes control characters, and keeps the names that Netron looks for', () => {
    const text = print(netron, [hostile]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/);
    const names = new Set(hostile.layers.map(({ name }) => name.split('\n')[0]));
    expect(read(text).metrics.filter(({ kind, target }) => kind === 'node' && !names.has(target))).toEqual([]);
  });
});
