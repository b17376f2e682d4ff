import { describe, expect, it } from 'vitest';
import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import { parse } from '../../src/dim/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { countOf, fromJson, makeReport, readReports, toJson, toSharedJson } from '../../src/report/index.js';
import { MOST_FORMULA_TEXT, MOST_SHAPE_TEXT, MOST_TOTALS_TEXT } from '../../src/report/publish.js';
import { expandFormulas } from '../../src/report/shared-formulas.js';
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

describe('toSharedJson', () => {
  // The size of the concatenation is a formula of about 5,000 characters, which each of the layers has again.
  const names = Array.from({ length: 200 }, (_, index) => `x${index}`);
  const repetitive = makeReport(
    'repetitive.onnx',
    readModel(
      memorySource(
        model({
          opset: 17,
          inputs: names.map((name) => value(name, 'float32', [1, `a_long_name_of_${name}`])),
          outputs: ['t60'],
          nodes: [
            node('Concat', names, ['t0'], { axis: 1 }),
            ...Array.from({ length: 60 }, (_, index) => node('Softmax', [`t${index}`], [`t${index + 1}`])),
          ],
        }),
      ),
    ),
    {},
    {},
    { hasArena: true },
  );
  const shared = toSharedJson(repetitive);

  it('writes formulas that are long and repeat once', () => {
    const { longFormulas = [], totals, ...others } = shared;
    const once = longFormulas.join('').length;
    expect(new Set(longFormulas).size).toBe(longFormulas.length);
    expect(longFormulas.every((text) => text.length > 256)).toBe(true);
    expect(JSON.stringify(others).includes('a_long_name_of_x0 + a_long_name_of_x1')).toBe(false);
    expect(shared.layers[9]?.detail).toMatchObject({ kind: 'softmax', length: expect.stringMatching(/^#\d+$/u) });
    expect(JSON.stringify(toJson(repetitive)).length - JSON.stringify(shared).length).toBeGreaterThan(20 * once);
    expect(totals).toEqual(toJson(repetitive).totals);
  });

  it.each([
    ['in memory', () => fromJson(shared)],
    ['from a line', () => readReports(JSON.stringify(shared), 'saved.jsonl')[0]],
    ['where a page puts them back', () => fromJson(expandFormulas(shared))],
  ])('has the same sizes and counts, %s', (_, restored) => {
    const report = restored();
    expect(report === undefined || 'error' in report ? report : toJson(report)).toEqual(toJson(repetitive));
  });

  it('refuses a report with a formula that its list does not have', () => {
    const damaged = { ...shared, longFormulas: shared.longFormulas?.slice(1) };
    expect(() => readReports(JSON.stringify(damaged), 'saved.jsonl')).toThrow('the report is damaged');
  });

  it.each([ordinary, symbolic, looping])('writes what is short or little where it is', (report) => {
    expect(JSON.stringify(toSharedJson(report))).toBe(JSON.stringify(toJson(report)));
  });
});

it('holds totals and shapes of so much text, and says of how many there was no room', () => {
  const long = parse(Array.from({ length: 60_000 }, (_, index) => `a_long_name_of_x${index}`).join(' + '));
  const length = countOf(long).toString().length;
  const [first] = symbolic.inputs;
  if (first === undefined || !('shape' in first)) throw new Error('the sample has an input that is a tensor');
  const { totals, inputs, diagnostics } = toJson({
    ...symbolic,
    totals: { ...symbolic.totals, flops: long, multiplyAdds: long, memoryReadBytes: long, memoryWriteBytes: long },
    inputs: Array.from({ length: 4 }, () => ({ ...first, shape: [long] })),
  });
  const kept = [totals.flops, totals.multiplyAdds, totals.memoryReadBytes, totals.memoryWriteBytes];
  expect(kept.filter((each) => each !== null)).toHaveLength(Math.floor(MOST_TOTALS_TEXT / length));
  expect(kept.filter((each) => each === null).length).toBeGreaterThan(0);
  const shapes = inputs.map((input) => ('shape' in input ? input.shape : []));
  expect(shapes.filter((shape) => shape !== null)).toHaveLength(Math.floor(MOST_SHAPE_TEXT / length));
  expect(diagnostics.slice(-2).map(({ message }) => message.split(':')[0])).toEqual([
    `${shapes.filter((shape) => shape === null).length} shapes are null`,
    `${kept.filter((each) => each === null).length} totals are null`,
  ]);
});
