import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';
import type { AnalysisOptions } from '../../src/analysis/index.js';
import { figures as figureTable } from '../../src/figures/index.js';
import type { Measurement } from '../../src/measurement/index.js';
import { check, readOptions, ruleNamed, rules } from '../../src/rules/index.js';
import type { Finding } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const budgets = rules.filter(({ budget }) => budget === true).map(({ id }) => id);

function judge(
  id: string,
  options: Readonly<Record<string, unknown>>,
  spec: ModelSpec,
  { analysis, measurement }: { readonly analysis?: AnalysisOptions; readonly measurement?: Measurement } = {},
): readonly Finding[] {
  const rule = ruleNamed(rules, id, 'the test');
  return check([rule], analyseModel(spec, analysis), {
    settings: new Map([[id, { options: readOptions(rule, options, 'the test') }]]),
    times: { measurement },
  });
}

/** Two 1×1 convolutions of 8 → 16 → 8 channels with biases, N images of 4×4. */
function network(batch: number | string = 1): ModelSpec {
  const net = createNetwork({ name: 'budgets', batch });
  const x = net.scope('stem', () => net.convolution(net.image(8, 4), 16));
  return net.finish(
    net.scope('body', () =>
      net.scope('block', () =>
        net.convolution(
          net.scope('inner', () => net.relu(x)),
          8,
        ),
      ),
    ),
  );
}

/** Each figure of that network, by its formula. */
const figures: Readonly<Record<string, number>> = {
  'max-params': 8 * 16 + 16 + 16 * 8 + 8,
  'max-multiply-adds': 2 * 16 * 8 * 16,
  // 2 per multiply-add, the biases, a comparison per element.
  'max-flops': 2 * (2 * 16 * 8 * 16) + 16 * 16 + 16 * 8 + 16 * 16,
  // The convolution before takes the activation in.
  'max-memory-access-fused': 4 * (16 * (8 + 16) + 8 * 16 + 16 + 16 * (16 + 8) + 16 * 8 + 8),
  // Without fusion the activation reads and writes the 16 channels of 16 elements, too.
  'max-memory-access': 4 * (16 * (8 + 16) + 8 * 16 + 16 + 2 * 16 * 16 + 16 * (16 + 8) + 16 * 8 + 8),
  // While a convolution runs, one of which takes the activation in: the map that it reads and the one that it makes.
  'max-peak-activations': 4 * 16 * (8 + 16),
};

describe('budgets', () => {
  it('has one for each figure that can be too large', () =>
    expect(budgets).toEqual(
      figureTable.filter(({ quotientOf }) => quotientOf === undefined).map(({ name }) => `max-${name}`),
    ));

  it.each(budgets)('%s says nothing without a limit', (id) => {
    expect(judge(id, {}, network())).toEqual([]);
  });

  it.each(Object.entries(figures))('%s holds up to its figure and is broken below', (id, figure) => {
    expect(judge(id, { limit: String(figure) }, network())).toEqual([]);
    const [finding, ...others] = judge(id, { limit: String(figure - 1) }, network());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', layers: [], data: { limit: figure - 1, value: figure } });
  });

  it.each(['max-multiply-adds', 'max-flops', 'max-memory-access-fused', 'max-peak-activations'])(
    '%s of an open dimension is an error that names it, until it is bound',
    (id) => {
      const limit = String(4 * (figures[id] ?? 0));
      const [finding] = judge(id, { limit }, network('N'));
      expect(finding).toMatchObject({ severity: 'error', data: { unbound: ['N'] } });
      expect(finding?.message).toMatch(/depends on N; bind it with --dim N=1$/u);
      expect(judge(id, { limit }, network('N'), { analysis: { dims: new Map([['N', 4]]) } })).toEqual([]);
      expect(
        judge(id, { limit }, network('N'), { analysis: { dims: new Map([['N', 50]]) } })[0]?.data['value'],
      ).toBeGreaterThan(Number(limit));
    },
  );

  it('does not wait for a dimension where the figure is over the limit whatever it is, or is none', () => {
    expect(judge('max-params', { limit: '100' }, network('N'))[0]?.message).toMatch(
      /^params 280: 180 \(180\.0%\) over the budget of 100$/u,
    );
    // The weights are read for no image too.
    expect(judge('max-memory-access-fused', { limit: '1000' }, network('N'))[0]?.message).toMatch(
      /over the budget of 1000$/u,
    );
  });

  it('is broken where a lower bound keeps to the limit, naming what is unknown', () => {
    const unknown: ModelSpec = {
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [4, 4])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [4, 4])],
      nodes: [node('MatMul', ['x', 'w'], ['p']), node('Foo', ['p'], ['y'], {}, { domain: 'acme' })],
    };
    expect(judge('max-multiply-adds', { limit: '64' }, unknown)).toMatchObject([
      {
        severity: 'error',
        message: 'multiply-adds at least 64: not known to keep to the budget of 64, for the cost of Foo_1 is unknown',
        data: { value: 64, unknown: ['Foo_1'] },
      },
    ]);
    expect(judge('max-multiply-adds', { limit: '63' }, unknown)).toMatchObject([{ severity: 'error' }]);
    expect(judge('max-params', { limit: '16' }, unknown)).toEqual([]);
  });

  it('says the same of a layer whose operations are known and whose bytes are not, as of strings', () => {
    const strings: ModelSpec = {
      opset: 17,
      inputs: [value('s', 'string', [4]), value('x', 'float32', [4])],
      outputs: ['t', 'y'],
      initializers: [],
      nodes: [
        node('Concat', ['s', 's'], ['t'], { axis: 0 }, { name: 'join' }),
        node('Relu', ['x'], ['y'], {}, { name: 'relu' }),
      ],
    };
    const [finding, ...others] = judge('max-memory-access-fused', { layers: { join: '1 GB', relu: '1 GB' } }, strings);
    expect(finding).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/^join: .* for the cost of join is unknown$/u),
    });
    expect(others).toEqual([]);
  });

  it('holds layers and modules by name, each for itself', () => {
    const layers = { stem: '143', 'body/*': '136', '**/Conv': '140', nothing: '0' };
    const found = judge('max-params', { layers }, network());
    expect(found.map(({ message, data }) => [message.split(':')[0], data['value']]).toSorted()).toEqual(
      [
        ['/stem/Conv', 144],
        ['stem', 144],
      ].toSorted(),
    );
    expect(
      judge('max-params', { layers: { '**/block': '135' } }, network()).map(({ message }) => message.split(':')[0]),
    ).toEqual(['body/block']);
  });

  it('has units', () => {
    expect(judge('max-memory-access-fused', { limit: '4.5 KiB' }, network())).toEqual([]);
    expect(judge('max-memory-access-fused', { limit: '4 KB' }, network())[0]?.message).toMatch(
      /^memory access after fusion 4\.094 KiB: 192 B \(4\.8%\) over the budget of 4 KB$/u,
    );
    expect(() => judge('max-params', { limit: '3 MiB' }, network())).toThrow(
      'max-params.limit is "3 MiB", should be a quantity such as "300M"',
    );
    expect(() => judge('max-params', { layers: { a: 'many' } }, network())).toThrow(/max-params\.layers/u);
  });

  it('counts weights kept beside the file to the size of the model, once for each place', () => {
    const spec = network();
    const [finding] = judge('max-model-size', { limit: '1 B' }, spec);
    expect(Number(finding?.data['value']) - analyseModel(spec).model.bytes).toBe(280 * 4);
  });

  it('judges the latency of a model that was measured', () => {
    const measurement: Measurement = {
      runtime: 'fake',
      version: '1',
      device: 'cpu',
      level: 'all',
      threads: 1,
      runs: 1,
      warmup: 0,
      endToEnd: { ms: 12.5, medianMs: 12.5, p10Ms: 12, p90Ms: 14, interquartileMs: 1 },
      profiled: undefined,
      profilingMs: 0,
      roundsMs: [],
      noise: undefined,
      kernelsMs: 11,
      joinedShare: 1,
      removed: [],
      notes: [],
      explainedShare: 1,
      overheadMs: 0,
      peakMemoryBytes: undefined,
      machine: {},
      kernels: [
        { name: 'a', layers: [0, 1], ms: 7, medianMs: 7, p90Ms: 8, calls: 1, purpose: undefined, underMs: undefined },
        { name: 'b', layers: [2], ms: 4, medianMs: 4, p90Ms: 5, calls: 1, purpose: undefined, underMs: undefined },
      ],
    };
    expect(judge('max-latency', { limit: '1 ms' }, network())).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/^latency was not judged/u), data: { measured: false } },
    ]);
    expect(judge('max-latency', { limit: '12.5 ms' }, network(), { measurement })).toEqual([]);
    expect(judge('max-latency', { limit: '12 ms' }, network(), { measurement })[0]?.message).toBe(
      'latency 12.5 ms: 500 µs (4.2%) over the budget of 12 ms',
    );
    expect(
      judge('max-latency', { layers: { stem: '6 ms', body: '11 ms' } }, network(), { measurement }).map(
        ({ message }) => message.split(':')[0],
      ),
    ).toEqual(['stem']);
  });
});
