import { describe, expect, it } from 'vitest';
import trace from '../../src/formats/trace.js';
import { reportOf } from '../../src/report/index.js';
import { empty, ordinary, ordinaryAnalysis } from '../testers/sample-report.js';
import { measurement } from '../testers/sample-measurement.js';
import { print } from '../testers/test-format.js';

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const eventsOf = (text: string): readonly Event[] =>
  (JSON.parse(text) as { readonly traceEvents: readonly Event[] }).traceEvents;

describe('trace', () => {
  it('lays kernels end to end with what they compute, and counts what is alive', () => {
    const events = eventsOf(print(trace, [reportOf('model.onnx', ordinaryAnalysis, {}, { measurement })]));
    const slices = events.filter(({ ph }) => ph === 'X');
    const label = ordinary.layers[0]?.label;
    expect(slices.map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
      [label, 0, 400],
      ['reorder', 400, 200],
    ]);
    expect(slices[0]?.args).toMatchObject({ kernel: 'first', layers: [label, ordinary.layers[1]?.label] });
    expect(slices[1]?.args).toMatchObject({ purpose: 'a change of layout', flops: null });
    const counters = events.filter(({ ph }) => ph === 'C');
    expect(counters).toHaveLength(1);
    expect(counters[0]?.args['bytes']).toBeGreaterThan(0);
  });

  it('shows layers of a model that was not measured, each as long, and several models side by side', () => {
    const events = eventsOf(print(trace, [ordinary, empty]));
    const slices = events.filter(({ ph }) => ph === 'X');
    expect(slices.every(({ dur, args }) => dur === 1 && args['measured'] === false)).toBe(true);
    expect(new Set(events.map(({ pid }) => pid)).size).toBe(2);
  });
});
