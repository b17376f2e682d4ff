import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import {
  explainLayer,
  explainModule,
  explainNumber,
  explainOperator,
  explainSavedLayer,
  findPart,
  renderFormula,
} from '../../src/explanation/index.js';
import { conventions, countBy } from '../../src/conventions/index.js';
import { symbol } from '../../src/dim/index.js';
import { operatorFiles, operatorsIn, parseFormula } from '../../src/ops/index.js';
import { fromJson, toJson } from '../../src/report/index.js';
import { reportOn } from '../testers/sample-report.js';
import { analyseModel, layerOf } from '../testers/analyse-model.js';

const operators = operatorsIn(operatorFiles);

const conv: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', [2, 4, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [6, 2, 3, 3]), weight('b', 'float32', [6])],
  nodes: [node('Conv', ['x', 'w', 'b'], ['y'], { group: 2, pads: [1, 1, 1, 1] }, { name: 'conv' })],
};

describe("a layer's figures", () => {
  const explained = explainLayer(layerOf(analyseModel(conv), 'conv'));
  const steps = (figure: string) => explained.derivations.find((one) => one.figure === figure)?.steps;
  const multiplyAdds = 2 * 6 * 64 * 2 * 9;

  it('are the formula, the formula with numbers, and the result', () => {
    expect(explained.derivations.map(({ figure, result }) => [figure, result])).toEqual([
      ['multiply-adds', '13.8k'],
      ['other operations', '768'],
      ['FLOPs', '28.4k'],
      ['memory access', '5.45 KiB'],
    ]);
    expect(steps('multiply-adds')).toEqual([
      'N·Cout·∏out·(Cin/g)·∏k',
      '2·6·(8·8)·(4/2)·(3·3)',
      multiplyAdds.toLocaleString('en-US'),
    ]);
    expect(steps('other operations')).toEqual(['bias·N·Cout·∏out', '1·2·6·(8·8)', '768']);
    expect(steps('FLOPs')).toEqual(['2·13,824 + 768', (2 * multiplyAdds + 768).toLocaleString('en-US')]);
  });

  it('have their memory access value by value', () => {
    expect(explained.traffic.map(({ direction, name, bytes }) => [direction, name, bytes])).toEqual([
      ['read', 'x', '2,048'],
      ['read', 'w', '432'],
      ['read', 'b', '24'],
      ['write', 'y', '3,072'],
    ]);
    expect(steps('memory access')).toEqual([
      '2,048 + 432 + 24 + 3,072',
      `${(2048 + 432 + 24 + 3072).toLocaleString('en-US')} bytes`,
    ]);
  });

  it('are formulas where sizes are open', () => {
    const open = explainLayer(
      layerOf(analyseModel({ ...conv, inputs: [value('x', 'float32', ['N', 4, 8, 8])] }), 'conv'),
    );
    expect(open.derivations[0]?.steps.at(-1)).toBe('6912*N');
  });

  it('say when only a part of a value is touched, and when nothing moves', () => {
    const gather: ModelSpec = {
      opset: 17,
      inputs: [value('ids', 'int64', [3])],
      outputs: ['z'],
      initializers: [weight('table', 'float32', [100, 16])],
      nodes: [
        node('Gather', ['table', 'ids'], ['y'], {}, { name: 'rows' }),
        node('Flatten', ['y'], ['z'], {}, { name: 'view' }),
      ],
    };
    const analysis = analyseModel(gather);
    expect(explainLayer(layerOf(analysis, 'rows')).traffic[0]).toMatchObject({
      name: 'table',
      partly: true,
      elements: '48',
    });
    expect(explainLayer(layerOf(analysis, 'view')).memoryNote).toContain('nothing moves');
  });
});

describe('a formula with numbers', () => {
  it.each([
    ['a·(b + c)', '2·(3 + 4)'],
    ['a - (b - c)', '2 − (3 − 4)'],
    ['a·b + c', '2·3 + 4'],
    ['max(a, b)/c', 'max(2, 3)/4'],
    ['∏s - 1', '(5·6) − 1'],
    ['∏e', '1'],
    ['o·a', '(H + N)·2'],
  ])('%s', (text, rendered) => {
    expect(renderFormula(parseFormula(text), { a: 2, b: 3, c: 4, s: [5, 6], e: [], o: analyseOpen() })).toBe(rendered);
  });
});

function analyseOpen() {
  const analysis = analyseModel({
    opset: 17,
    inputs: [value('x', 'float32', ['N + H'])],
    outputs: ['y'],
    nodes: [node('Relu', ['x'], ['y'])],
  });
  const [input] = analysis.inputs;
  return (input?.type.kind === 'tensor' ? input.type.shape?.[0] : undefined) ?? symbol('missing');
}

describe('an operator', () => {
  it('is explained by definition, with the opsets of each', () => {
    const softmax = explainOperator('Softmax', operators);
    expect(softmax.map(({ opsets }) => opsets)).toEqual(['1 to 12', 'from 13']);
    expect(explainOperator('Conv', operators).find(({ name }) => name === 'Conv')?.inputs).toEqual([
      'X (activation)',
      'W (weight)',
      'B? (weight)',
    ]);
  });
  it('that nobody declares has none', () => {
    expect(explainOperator('Mystery', operators)).toEqual([]);
  });
});

describe('a number', () => {
  const spec = { ...conv, nodes: [...conv.nodes, node('Exp', ['y'], ['z'])], outputs: ['z'] };
  const analysis = analyseModel(spec);
  const report = reportOn(spec);
  const totals = conventions.map((convention) => countBy(convention, analysis));
  const products = 2 * 6 * 64 * 2 * 9;
  it('is told whose it is', () => {
    expect(explainNumber(products, report, totals)[0]).toMatchObject({ whose: 'netstat', exact: true });
    const [weighted] = explainNumber(products + 768 + 32 * 768, report, totals);
    expect(weighted).toMatchObject({ whose: 'onnx-tool', exact: true });
  });
  it('that nobody prints gets the nearest, with the ratio', () => {
    const [nearest] = explainNumber(products + 1, report, totals);
    expect(nearest).toMatchObject({ exact: false });
    expect(nearest?.ratio).toBeCloseTo(1, 3);
  });
  it('may be any count of the table of figures', () => {
    const weights = 6 * 2 * 9 + 6;
    expect(explainNumber(4 * weights, report, [])[0]).toMatchObject({ value: 4 * weights, exact: true });
    expect(explainNumber(weights, report, [])[0]?.what).toMatch(/^params: /u);
  });
});

it('a number with the work of constants is known', () => {
  const report = reportOn({
    opset: 17,
    inputs: [value('x', 'float32', [10, 64])],
    outputs: ['y'],
    nodes: [node('MatMul', ['a', 'b'], ['w'], {}, { name: 'table' }), node('MatMul', ['x', 'w'], ['y'])],
    initializers: [weight('a', 'float32', [64, 32]), weight('b', 'float32', [32, 16])],
  });
  const [first] = explainNumber(10 * 64 * 16 + 64 * 32 * 16, report, []);
  expect(first).toMatchObject({ exact: true, what: expect.stringContaining('at load') });
});

describe('a part of a model', () => {
  const layer = (label: string, scope: readonly string[], op = 'Conv') => ({
    label,
    name: label,
    op,
    scope,
    path: [],
    category: op === 'Identity' ? ('shape' as const) : ('convolution' as const),
  });
  const layers = [
    layer('/stem/Identity', ['stem'], 'Identity'),
    layer('/stem/Conv', ['stem']),
    layer('/blocks.0/attn/Conv', ['blocks.0', 'attn']),
    layer('/blocks.0/mlp/Conv', ['blocks.0', 'mlp']),
    layer('/blocks.1/attn/Conv', ['blocks.1', 'attn']),
  ];
  const found = (name: string) => {
    const part = findPart(layers, name);
    return part.kind === 'layer' ? part.layer.label : [part.path, part.layers.length];
  };
  it.each([
    ['/stem/Conv', '/stem/Conv'],
    ['3', '/blocks.0/mlp/Conv'],
    ['stem', ['stem', 2]],
    ['blocks.0', ['blocks.0', 2]],
    ['/blocks.0/attn', ['blocks.0/attn', 1]],
    ['blocks.0.attn', ['blocks.0/attn', 1]],
    ['mlp', ['blocks.0/mlp', 1]],
    ['mlp/Conv', '/blocks.0/mlp/Conv'],
    ['ATTN', '/blocks.0/attn/Conv'],
    ['ste', '/stem/Conv'],
  ])('%s', (name, expected) => {
    expect(found(name)).toEqual(expected);
  });
  it('that is not there is named with the nearest one', () => {
    expect(() => findPart(layers, 'blocks.O')).toThrow('did you mean blocks.0?');
  });
});

describe('a module', () => {
  const report = reportOn({
    opset: 17,
    inputs: [value('x', 'float32', [1, 8])],
    outputs: ['y'],
    initializers: [weight('a', 'float32', [8, 16]), weight('b', 'float32', [16, 4])],
    nodes: [
      node('MatMul', ['x', 'a'], ['h'], {}, { name: '/mlp/up/MatMul' }),
      node('MatMul', ['h', 'b'], ['y'], {}, { name: '/mlp/down/MatMul' }),
    ],
  });
  it('is the sum of its layers, with the shares of the model', () => {
    const figures = explainModule(report.layers.slice(0, 1), report);
    expect(figures.find(({ figure }) => figure.name === 'multiply-adds')).toMatchObject({
      value: 8 * 16,
      share: (8 * 16) / (8 * 16 + 16 * 4),
    });
    const both = explainModule(report.layers, report);
    expect(both.find(({ figure }) => figure.name === 'params')).toMatchObject({ value: 8 * 16 + 16 * 4, share: 1 });
  });
  it('has the scales of quantised weights under a name that tells of scales', () => {
    const quantised = reportOn({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8])],
      outputs: ['y'],
      initializers: [weight('q', 'int8', [8, 16]), weight('scales', 'float32', [16])],
      nodes: [
        node('DequantizeLinear', ['q', 'scales'], ['w'], { axis: 1 }, { name: '/head/Dequantize' }),
        node('MatMul', ['x', 'w'], ['y'], {}, { name: '/head/MatMul' }),
      ],
    });
    const ofScales = explainModule(quantised.layers, quantised).filter(({ figure }) => /scale/u.test(figure.label));
    expect(ofScales).toContainEqual(expect.objectContaining({ value: 16 }));
  });
});

describe('a layer of a saved report', () => {
  it('has the formula and the results, and says what is not saved', () => {
    const report = fromJson(toJson(reportOn(conv)));
    const [layer] = report.layers;
    if (layer === undefined) throw new Error('the model has a layer');
    const { derivations, memoryNote } = explainSavedLayer(layer, report);
    expect(derivations[0]).toEqual({
      figure: 'multiply-adds',
      steps: ['N·Cout·∏out·(Cin/g)·∏k', '13,824'],
      result: '13.8k',
    });
    expect(derivations.find(({ figure }) => figure === 'memory access')?.steps).toEqual(['5,576 bytes']);
    expect(memoryNote).toMatch(/2\.45 KiB read, 3\.00 KiB written/u);
  });
});
