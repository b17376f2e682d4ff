import { describe, expect, it } from 'vitest';
import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import { parse } from '../../src/dim/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { countOf, makeReport, toJson } from '../../src/report/index.js';
import { MOST_FORMULA_TEXT } from '../../src/report/publish.js';
import { looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';

describe('countOf', () => {
  it.each([
    ['a safe integer', 2 ** 53 - 1, 2 ** 53 - 1],
    ['a larger one', 2n ** 53n, '9007199254740992'],
    ['a formula', parse('43352064*N'), '43352064*N'],
    ['what is unknown', undefined, null],
  ] as const)('publishes %s', (_, dim, published) => expect(countOf(dim)).toBe(published));
});

describe('toJson', () => {
  it('publishes the figures of a convolution', () => {
    // 16 filters of 3×3×3 over 1×32×32 outputs, with bias.
    const outputs = 16 * 32 * 32;
    const pairs = outputs * 3 * 3 * 3;
    expect(toJson(ordinary).layers[0]).toMatchObject({
      index: 0,
      name: '/stem/conv/Conv',
      op: 'Conv',
      domain: 'ai.onnx',
      category: 'convolution',
      scope: ['stem', 'conv'],
      path: [],
      times: 1,
      inputs: [
        { name: 'x', dtype: 'float32', shape: [1, 3, 32, 32] },
        { name: 'w', shape: [16, 3, 3, 3] },
        { name: 'b', shape: [16] },
      ],
      outputs: [{ name: 'c', dtype: 'float32', shape: [1, 16, 32, 32] }],
      detail: { kind: 'convolution', groups: 1, kernel: [3, 3], bias: true },
      params: 16 * 27 + 16,
      multiplyAdds: pairs,
      flops: 2 * pairs + outputs,
      memoryReadBytes: 4 * (3 * 32 * 32 + 16 * 27 + 16),
      memoryWriteBytes: 4 * outputs,
    });
  });

  it.each([
    ['ordinary', ordinary],
    ['looping', looping],
  ])('has totals that are the sums of its layers: %s', (_, report) => {
    const { totals, layers } = toJson(report);
    const repeated = [
      'multiplyAdds',
      'flops',
      'memoryReadBytes',
      'memoryWriteBytes',
      'memoryAccessBytes',
      'memoryAccessElements',
    ] as const;
    const sums = Object.fromEntries(
      repeated.map((figure) => [
        figure,
        layers.reduce((sum, layer) => sum + Number(layer.times) * Number(layer[figure]), 0),
      ]),
    );
    const stored = Object.fromEntries(
      (['params', 'buffers'] as const).map((figure) => [
        figure,
        layers.reduce((sum, layer) => sum + Number(layer[figure]), 0),
      ]),
    );
    expect(totals).toMatchObject({ ...sums, ...stored });
  });

  it('publishes formulas, and no ratio, while a dimension is open', () => {
    const { totals, unbound, inputs } = toJson(symbolic);
    expect(totals.multiplyAdds).toBe(`${16 * 27 * 32 * 32 + 160}*N`);
    expect(totals.arithmeticIntensity).toBeNull();
    expect(unbound).toEqual([{ symbol: 'N', meaning: 'x, axis 0' }]);
    expect(inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['N', 3, 32, 32] }]);
  });

  it('lists no symbol that is bound', () => {
    const spec = {
      opset: 17,
      inputs: [value('x', 'float32', ['N', 'M'])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    };
    const { bindings, unbound, totals } = toJson(reportOn(spec, 'x', { dims: new Map([['N', 2]]) }));
    expect(bindings).toEqual({ N: 2 });
    expect(unbound.map(({ symbol }) => symbol)).toEqual(['M']);
    expect(totals.flops).toBe('2*M');
  });

  it('lists no symbol of a branch that is not taken', () => {
    const strange = graph({
      inputs: [],
      outputs: ['s'],
      nodes: [node('NonZero', ['x'], ['s'], {}, { name: 'found' })],
    });
    const plain = graph({ inputs: [], outputs: ['p'], nodes: [node('Relu', ['x'], ['p'])] });
    const unbound = (taken: boolean) =>
      toJson(
        reportOn({
          opset: 17,
          inputs: [value('x', 'float32', [4])],
          outputs: ['y'],
          initializers: [constant('c', 'bool', [], [taken])],
          nodes: [node('If', ['c'], ['y'], { then_branch: strange, else_branch: plain })],
        }),
      ).unbound.map(({ symbol }) => symbol);
    expect(unbound(true)).toEqual(['found_count']);
    expect(unbound(false)).toEqual([]);
  });

  it('keeps counts beyond 2^53 exact', () => {
    const side = 2 ** 20;
    const spec = {
      opset: 17,
      inputs: [value('x', 'float32', [side, side])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [side, side])],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    };
    expect(toJson(reportOn(spec)).totals.multiplyAdds).toBe(String(BigInt(side) ** 3n));
  });

  it('says null where nothing is known', () => {
    const spec = {
      opset: 17,
      domains: { acme: 1 },
      inputs: [value('x', 'float32', [4])],
      outputs: ['y'],
      nodes: [node('Magic', ['x', '', 'x'], ['y', '', 'z'], {}, { domain: 'acme' })],
    };
    const { layers, coverage } = toJson(reportOn(spec));
    expect(layers[0]).toMatchObject({
      inputs: [{ name: 'x' }, null, { name: 'x' }],
      outputs: [{ name: 'y', dtype: null, shape: null }, null, { name: 'z' }],
      multiplyAdds: null,
      flops: null,
      memoryAccessBytes: null,
      arithmeticIntensity: null,
      detail: null,
    });
    expect(coverage).toMatchObject({ layers: 1, costed: 0, unknownOps: { 'acme.Magic': 1 } });
  });

  it('publishes sequences by what they hold', () => {
    const spec = {
      opset: 17,
      inputs: [value('x', 'float32', [4, 2])],
      outputs: ['s'],
      initializers: [constant('n', 'int64', [], [2])],
      nodes: [node('SplitToSequence', ['x', 'n'], ['s'], { axis: 0 })],
    };
    expect(toJson(reportOn(spec)).layers[0]?.outputs[0]).toMatchObject({
      name: 's',
      type: 'sequence',
      element: { dtype: 'float32', shape: [2, 2] },
    });
  });

  it('is plain data', () => {
    for (const report of [ordinary, symbolic, looping]) {
      expect(JSON.parse(JSON.stringify(toJson(report)))).toEqual(toJson(report));
    }
  });

  it('leaves a model named __proto__ a name', () => {
    const bytes = model({
      opset: 17,
      inputs: [value('x', 'float32', ['__proto__'])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    });
    const report = toJson(makeReport('x', readModel(memorySource(bytes)), { dims: new Map([['__proto__', 3]]) }));
    expect(JSON.stringify(report.bindings)).toBe('{"__proto__":3}');
  });
});

it('publishes formulas of layers up to a limit, and says so beyond', () => {
  const size = 1500;
  const names = Array.from({ length: 200 }, (_, index) => `x${index}`);
  const bytes = model({
    opset: 17,
    inputs: names.map((name) => value(name, 'float32', [`a_long_name_of_${name}`])),
    outputs: [`t${size}`],
    nodes: [
      node('Concat', names, ['t0'], { axis: 0 }),
      ...Array.from({ length: size }, (_, index) => node('Relu', [`t${index}`], [`t${index + 1}`])),
    ],
  });
  const published = toJson(makeReport('long.onnx', readModel(memorySource(bytes))));
  const texts = published.layers.flatMap(({ flops }) => (typeof flops === 'string' ? [flops] : []));
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.length).toBeLessThan(size);
  // Ten figures of a layer at most repeat the formula of its size.
  expect(texts.join('').length).toBeLessThanOrEqual(MOST_FORMULA_TEXT);
  expect(published.layers.at(-1)).toMatchObject({ flops: null, times: 1 });
  expect(published.diagnostics.at(-1)).toMatchObject({ code: 'limit-reached', severity: 'info' });
});
