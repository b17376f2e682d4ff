import { describe, expect, it } from 'vitest';
import { graph, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { model } from '../../fixtures/build/model.js';
import { inspectBytes } from '../../src/index.js';

/** The rows of x where a score is not zero, as a detector picks them, through a product. */
const picked: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', [100, 8]), value('score', 'float32', [100])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 4])],
  nodes: [
    node('NonZero', ['score'], ['at'], {}, { name: 'where' }),
    node('Transpose', ['at'], ['rows']),
    node('GatherND', ['x', 'rows'], ['kept']),
    node('MatMul', ['kept', 'w'], ['y'], {}, { name: 'product' }),
  ],
};
const report = (spec: ModelSpec, limit?: string, dims: Readonly<Record<string, number>> = {}) =>
  inspectBytes(model(spec), {
    dims,
    ...(limit === undefined ? {} : { rules: { 'max-multiply-adds': { limit } } }),
  });
const budgetOf = (limit: string): readonly string[] =>
  report(picked, limit)
    .findings.filter(({ rule }) => rule === 'max-multiply-adds')
    .map(({ message }) => message);

describe('what data decide', () => {
  it('has a ceiling in JSON, with the symbol and with the totals', () => {
    const { unbound, totals, totalsAtMost } = report(picked);
    expect(unbound).toEqual([{ symbol: 'where_count', meaning: 'count of where', atMost: 100 }]);
    expect(totals.multiplyAdds).toBe('32*where_count');
    expect(totalsAtMost?.['multiplyAdds']).toBe(32 * 100);
    const most = report(picked, undefined, { where_count: 100 });
    for (const [name, ceiling] of Object.entries(totalsAtMost ?? {})) {
      const bound = Object.entries(most.totals).find(([figure]) => figure === name)?.[1];
      expect(Number(ceiling), name).toBeGreaterThanOrEqual(Number(bound));
    }
    expect(totalsAtMost?.['memoryReadBytes']).toBe(most.totals.memoryReadBytes);
    expect(totalsAtMost?.['peakActivationBytes']).toBe(most.totals.peakActivationBytes);
    expect(totalsAtMost?.['arenaBytes'], 'packed at their most').toBe(most.totals.arenaBytes);
    expect(totalsAtMost?.['memoryBytes'], 'with the weights').toBe(Number(most.totals.arenaBytes) + 4 * 8 * 4);
  });

  it('stands in budgets at its most', () => {
    expect(budgetOf('3200')).toEqual([]);
    expect(budgetOf('3199')[0]).toMatch(/^multiply-adds at most 3\.200?k: .*over the budget of 3199$/u);
  });

  it('is not bound to more', () => {
    expect(() => report(picked, undefined, { where_count: 101 })).toThrow('--dim where_count=101: it is at most 100');
    expect(report(picked, undefined, { where_count: 100 }).totals.multiplyAdds).toBe(3200);
  });

  it('says of a layer in a loop over which passes its figures are summed', () => {
    const body = {
      inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [undefined, 8])],
      outputs: ['go', 'longer'],
      nodes: [node('Concat', ['s', 's0'], ['longer'], { axis: 0 }), node('MatMul', ['longer', 'w'], ['z'])],
    };
    const { layers, totals } = report({
      opset: 17,
      inputs: [value('s0', 'float32', [2, 8]), value('n', 'int64', [])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 4])],
      nodes: [node('Loop', ['n', '', 's0'], ['y'], { body: graph(body) }, { name: 'loop' })],
    });
    expect(layers.find(({ op }) => op === 'MatMul')?.repeats).toMatchObject([
      { pass: 'loop_pass', count: 'loop_limit' },
    ]);
    // 32 · Σ (4 + 2·i)
    expect(totals.multiplyAdds).toBe('32*loop_limit^2 + 96*loop_limit');
  });

  it('has bounds and a sum where only a run tells the parts', () => {
    const split = inspectBytes(
      model({
        opset: 17,
        inputs: [value('x', 'float32', [10, 3]), value('parts', 'int64', [2]), value('more', 'int64', ['n'])],
        outputs: ['a', 'b', 'all'],
        nodes: [
          node('Split', ['x', 'parts'], ['a', 'b'], { axis: 0 }, { name: 'split' }),
          node('SplitToSequence', ['x', 'more'], ['s'], { axis: 0 }, { name: 'sequence' }),
          node('ConcatFromSequence', ['s'], ['all'], { axis: 0 }),
        ],
      }),
    );
    expect(split.outputs.map((output) => 'shape' in output && output.shape)).toEqual([
      ['split_part_0', 3],
      ['split_part_1', 3],
      [10, 3],
    ]);
    const most = new Map(split.unbound.map(({ symbol, atMost }) => [symbol, atMost]));
    expect([most.get('split_part_0'), most.get('split_part_1')]).toEqual([10, 10]);
  });
});
