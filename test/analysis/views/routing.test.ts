import { describe, expect, it } from 'vitest';
import { model } from '../../../fixtures/build/model.js';
import { generationOf, storedWeightsOf } from '../../../src/analysis/index.js';
import { inspectBytes } from '../../../src/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { loopedExperts, mixture } from '../../testers/decoders/experts.js';
import type { Routing } from '../../testers/decoders/experts.js';
import { sizes } from '../../testers/decoders/parts.js';

const { width, words } = sizes;
const { experts, chosen, inner } = mixture;
const context = 64;
/** Multiply-adds of a token in an expert: two products up, one down. They are its weights, too. */
const expert = 3 * width * inner;
/** Of a token besides: query, keys and values, the router, the words out. */
const besides = 3 * width * width + width * experts + width * words;
const proven: readonly Routing[] = ['one-hot', 'compared', 'compared with all'];

function runOf(routing: Routing, kind: 'prefill' | 'decode') {
  const generation = generationOf(analyseModel(loopedExperts(routing)), [context]);
  return generation?.runs.find((run) => run.kind === kind);
}

/** Keys and queries, then shares and values, of so many tokens over so many. */
function attention(tokens: number, over: number): number {
  return 2 * tokens * over * width;
}

describe('experts that run one after another', () => {
  it.each(proven)('compute no more than the choices of all tokens together: %s', (routing) => {
    for (const [kind, tokens] of [
      ['prefill', context],
      ['decode', 1],
    ] as const) {
      const run = runOf(routing, kind);
      expect(run?.macs, kind).toBe(tokens * (besides + chosen * expert) + attention(tokens, context));
      expect(run?.atMost.has('macs'), kind).toBe(true);
    }
  });

  it.each(proven)('are read where a token is sent to them: %s', (routing) => {
    const one = 4 * expert;
    const read = runOf(routing, 'decode')?.weightReadBytes ?? 0;
    const others = 4 * (width + 3 * width * width + width * experts + width * words);
    // Besides, a few numbers say where slices lie.
    expect(read - others - chosen * one).toBeGreaterThanOrEqual(0);
    expect(read - others - chosen * one).toBeLessThan(one / 10);
    const many = runOf(routing, 'prefill')?.weightReadBytes ?? 0;
    expect(many - others - experts * one - 4 * width * (context - 1)).toBeLessThan(one / 10);
  });

  it.each(proven)('have as many active params as those that a token is sent to: %s', (routing) => {
    const { activeParams } = storedWeightsOf(analyseModel(loopedExperts(routing)));
    expect(activeParams).toBe(words * width + besides + chosen * expert);
  });

  it('have the ceiling of each where nothing says how many choices there are', () => {
    const run = runOf('scores', 'decode');
    expect(run?.macs).toBe(besides + experts * expert + attention(1, context));
    const { activeParams } = storedWeightsOf(analyseModel(loopedExperts('scores')));
    expect(activeParams).toBe(words * width + besides + experts * expert);
  });

  it('have totals at most, in JSON and in budgets', () => {
    const dims = { N: 1, S: 1, P: context - 1 };
    const most = besides + chosen * expert + attention(1, context);
    const { totalsAtMost, generation, findings } = inspectBytes(model(loopedExperts('one-hot')), {
      dims,
      rules: { 'max-multiply-adds': { limit: String(most - 1) } },
    });
    expect(totalsAtMost?.['multiplyAdds']).toBe(most);
    expect(findings.find(({ rule }) => rule === 'max-multiply-adds')?.data?.['atMost']).toBe(most);
    expect(generation?.states).toHaveLength(2);
    const open = inspectBytes(model(loopedExperts('one-hot')));
    expect(open.generation?.runs[0]?.atMost).toContain('multiplyAdds');
    expect(open.generation?.runs[0]?.atMost).not.toContain('stateReadBytes');
  });
});
