import { describe, expect, it } from 'vitest';
import { f32, i64, known, scalar } from '../../testers/test-op.js';
import type { Context, Operator, ControlFlow } from '../../../src/ops/index.js';
import { ifOperator, loop, scan, sequenceMap } from '../../../src/ops/ai.onnx/control-flow.js';
import { symbol } from '../../../src/dim/index.js';
import type { Attribute, Graph, Value } from '../../../src/ir/index.js';

// What the operators declare; test/analysis/walk/ runs whole models by it.

const body: Attribute = {
  kind: 'graph',
  value: { name: 'body', inputs: [], outputs: [], valueInfo: new Map(), initializers: [], nodes: [] } satisfies Graph,
};
const context = (outputCount = 1): Context => ({
  opset: 17,
  outputCount,
  fresh: (what) => symbol(`fresh_${what}`),
  warn: () => undefined,
});

function declared(
  operator: Operator | undefined,
  values: readonly (Value | undefined)[],
  attributes: Readonly<Record<string, Attribute>>,
): ControlFlow {
  const flow = operator?.apply(values, new Map(Object.entries(attributes)), context()).controlFlow;
  if (flow === undefined) throw new Error('no control flow');
  return flow;
}

describe('If', () => {
  it.each([
    [true, 0],
    [false, 1],
  ])('takes by a condition of %s body %i', (condition, taken) => {
    expect(declared(ifOperator, [scalar('bool', condition)], { then_branch: body, else_branch: body })).toMatchObject({
      kind: 'branches',
      bodies: ['then_branch', 'else_branch'],
      taken,
    });
  });
  it('takes none it cannot tell', () => {
    expect(
      declared(ifOperator, [{ kind: 'tensor', dtype: 'bool', shape: [] }], { then_branch: body, else_branch: body }),
    ).toMatchObject({ taken: undefined });
  });
  it('needs both branches', () => {
    expect(() => declared(ifOperator, [scalar('bool', true)], { then_branch: body })).toThrow(
      'attribute else_branch is missing',
    );
  });
});

describe('Loop', () => {
  const flow = declared(loop, [scalar('int64', 7), undefined, f32(2, 3)], { body });
  it('hands in the iteration, the condition and the state, and runs at most M times', () => {
    expect(flow).toMatchObject({
      kind: 'repetition',
      bodies: [{ attribute: 'body', limit: 7, carried: [{ output: 1, input: 2 }], condition: { output: 0, input: 1 } }],
    });
    expect(flow.kind === 'repetition' && flow.bodies[0]?.inputs).toHaveLength(3);
  });
  it('stacks what is no state', () => {
    expect(
      flow.kind === 'repetition' && flow.outputs([{ outputs: [scalar('bool', true), f32(2, 3), f32(5)], times: 7 }]),
    ).toEqual([f32(2, 3), f32(7, 5)]);
  });
  it('has no limit without M, and a negative M is none', () => {
    expect(declared(loop, [undefined, undefined], { body })).toMatchObject({ bodies: [{ limit: undefined }] });
    expect(declared(loop, [scalar('int64', -3), undefined], { body })).toMatchObject({ bodies: [{ limit: 0 }] });
  });
});

describe('Scan', () => {
  it('of opset 9 slices along the axes given', () => {
    const flow = declared(scan[1], [f32(4), f32(6, 10), f32(10, 3)], {
      body,
      num_scan_inputs: { kind: 'int', value: 2 },
      scan_input_axes: { kind: 'ints', value: [-1, 0] },
    });
    expect(flow).toMatchObject({
      bodies: [{ limit: 10, carried: [{ output: 0, input: 0 }], inputs: [f32(4), f32(6), f32(3)] }],
    });
    expect(flow.kind === 'repetition' && flow.outputs([{ outputs: [f32(4), f32(7)], times: 10 }])).toEqual([
      f32(4),
      f32(10, 7),
    ]);
  });
  it('of opset 8 runs for every sample of the batch', () => {
    const flow = declared(scan[0], [undefined, f32(2, 4), f32(2, 10, 3)], {
      body,
      num_scan_inputs: { kind: 'int', value: 1 },
    });
    expect(flow).toMatchObject({ bodies: [{ limit: 2 * 10, inputs: [f32(4), f32(3)] }] });
    expect(flow.kind === 'repetition' && flow.outputs([{ outputs: [f32(4), f32(7)], times: 20 }])).toEqual([
      f32(2, 4),
      f32(2, 10, 7),
    ]);
  });
  it('refuses more scan inputs than there are', () => {
    expect(() => declared(scan[1], [f32(4)], { body, num_scan_inputs: { kind: 'int', value: 2 } })).toThrow(
      'num_scan_inputs is 2',
    );
  });
});

describe('SequenceMap', () => {
  it('runs once per item and gives a sequence of what its body gives', () => {
    const flow = declared(sequenceMap, [{ kind: 'sequence', element: f32(3), length: symbol('n') }, i64(2)], { body });
    expect(flow).toMatchObject({ bodies: [{ inputs: [f32(3), i64(2)], limit: symbol('n') }] });
    expect(flow.kind === 'repetition' && flow.outputs([{ outputs: [f32(9)], times: symbol('n') }])).toEqual([
      { kind: 'sequence', element: f32(9), length: symbol('n') },
    ]);
  });
  it('refuses a tensor', () => {
    expect(() => declared(sequenceMap, [known('int64', 1, 2)], { body })).toThrow('should be a sequence');
  });
});
