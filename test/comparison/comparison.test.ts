import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { brokenLimits, compareReports, parseIncrease } from '../../src/comparison/index.js';
import type { Comparison } from '../../src/comparison/index.js';
import type { Report } from '../../src/report/index.js';
import { bareReportOn } from '../testers/sample-report.js';

const report = bareReportOn;

/** A small residual network: stem, two blocks with shortcuts, a classifier. */
function network({ width = 8, prefix = '' } = {}): ModelSpec {
  const conv = (name: string, from: string, to: string): NodeSpec =>
    node('Conv', [from, `${prefix}${name}.w`], [to], { pads: [1, 1, 1, 1] }, { name: `${prefix}${name}` });
  const blocks = ['a', 'b'].flatMap((block, index) => {
    const from = index === 0 ? `${prefix}stem.out` : `${prefix}a.sum`;
    return [
      conv(`${block}.conv1`, from, `${prefix}${block}.1`),
      node('Relu', [`${prefix}${block}.1`], [`${prefix}${block}.2`], {}, { name: `${prefix}${block}.relu` }),
      conv(`${block}.conv2`, `${prefix}${block}.2`, `${prefix}${block}.3`),
      node('Add', [`${prefix}${block}.3`, from], [`${prefix}${block}.sum`], {}, { name: `${prefix}${block}.add` }),
    ];
  });
  return {
    opset: 17,
    inputs: [value('x', 'float32', [1, 3, 16, 16])],
    outputs: [`${prefix}y`],
    initializers: [
      weight(`${prefix}stem.w`, 'float32', [width, 3, 3, 3]),
      ...['a.conv1', 'a.conv2', 'b.conv1', 'b.conv2'].map((name) =>
        weight(`${prefix}${name}.w`, 'float32', [width, width, 3, 3]),
      ),
    ],
    nodes: [
      conv('stem', 'x', `${prefix}stem.out`),
      ...blocks,
      node('GlobalAveragePool', [`${prefix}b.sum`], [`${prefix}y`], {}, { name: `${prefix}pool` }),
    ],
  };
}

/** The same network as another exporter would write it: other names, another valid order, Identity nodes in between. */
function reexported(spec: ModelSpec): ModelSpec {
  const renamed = (name: string): string =>
    name === '' || name === 'x'
      ? name
      : `t${[...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 99991, 7)}`;
  const nodes = spec.nodes.map((one, index): NodeSpec => ({
    ...one,
    name: `node_${index * 7}`,
    inputs: (one.inputs ?? []).map(renamed),
    outputs: (one.outputs ?? []).map(renamed),
  }));
  const detoured = nodes.flatMap((one, index): NodeSpec[] => {
    const [output = ''] = one.outputs ?? [];
    if (index % 3 !== 0) return [one];
    return [{ ...one, outputs: [`${output}_raw`] }, node('Identity', [`${output}_raw`], [output])];
  });
  return {
    ...spec,
    outputs: (spec.outputs ?? []).map((output) => renamed(typeof output === 'string' ? output : output.name)),
    initializers: (spec.initializers ?? []).map((tensor) => ({ ...tensor, name: renamed(tensor.name) })),
    nodes: detoured.toReversed(),
  };
}

describe('a comparison', () => {
  it('says which element type has how many bytes of weights', () => {
    const product = (dtype: 'float32' | 'int8'): ModelSpec => ({
      opset: 21,
      inputs: [value('x', 'float32', [1, 64])],
      outputs: ['y'],
      initializers: [
        weight('w', dtype, [64, 32]),
        weight('b', 'float32', [32]),
        ...(dtype === 'int8' ? [weight('s', 'float32', [32])] : []),
      ],
      nodes: [
        dtype === 'int8' ? node('DequantizeLinear', ['w', 's'], ['m'], { axis: 1 }) : node('Identity', ['w'], ['m']),
        node('Gemm', ['x', 'm', 'b'], ['y']),
      ],
    });
    const { weights } = compareReports(report(product('float32')), report(product('int8')));
    const plain = weights.map(({ label, base, head }) => [label, base, head]);
    expect(plain).toEqual([
      ['float32', 4 * (64 * 32 + 32), 4 * 32],
      ['int8', 0, 64 * 32],
      ['scales', 0, 4 * 32],
    ]);
    expect(compareReports(report(product('float32')), report(product('float32'))).weights).toEqual([]);
  });

  it('of a model with itself finds nothing', () => {
    const { layers, totals } = compareReports(report(network()), report(network()));
    expect(layers).toMatchObject({ added: [], removed: [], changed: [], unchanged: 10, renamed: 0 });
    expect(totals.filter(({ difference }) => difference !== 0)).toEqual([]);
  });

  it('of a re-export finds nothing but other names', () => {
    const { layers } = compareReports(report(network()), report(reexported(network())));
    expect(layers).toMatchObject({ added: [], removed: [], changed: [], unchanged: 10, renamed: 10 });
  });

  it('of another width changes every layer, matched by name', () => {
    const { layers, totals } = compareReports(report(network()), report(network({ width: 4 })));
    expect(layers).toMatchObject({ added: [], removed: [], unchanged: 0 });
    expect(layers.changed.map(({ base, head }) => base.label === head.label)).toEqual(new Array(10).fill(true));
    expect(layers.changed[0]?.changes[0]).toEqual({
      what: 'output',
      base: 'float32 1×8×16×16',
      head: 'float32 1×4×16×16',
    });
    expect(totals.find(({ figure }) => figure.name === 'multiply-adds')?.share).toBeLessThan(-0.5);
  });

  it('of a model with an activation more finds that one, whatever the names', () => {
    const spec = network({ prefix: 'other/' });
    const longer = {
      ...spec,
      outputs: ['z'],
      nodes: [...spec.nodes, node('Sigmoid', ['other/y'], ['z'], {}, { name: 'extra' })],
    };
    const { layers } = compareReports(report(network()), report(longer));
    expect(layers.added.map(({ label }) => label)).toEqual(['extra']);
    expect(layers).toMatchObject({ removed: [], changed: [], unchanged: 10 });
  });

  it('of two networks that share nothing pairs nothing off', () => {
    const other: ModelSpec = {
      opset: 17,
      inputs: [value('x', 'float32', [1, 3, 16, 16])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [5, 3, 1, 1])],
      nodes: [node('Conv', ['x', 'w'], ['y'], { strides: [2, 2] }, { name: 'only' })],
    };
    const { layers } = compareReports(report(network()), report(other));
    expect([layers.added.length, layers.removed.length, layers.changed.length]).toEqual([1, 10, 0]);
  });

  it('without a base shows the head', () => {
    const comparison = compareReports(
      { model: { path: 'old.onnx' }, error: { code: 'not-found', message: 'there is no such file' } },
      report(network()),
    );
    expect(comparison.totals.map(({ base }) => base)).toEqual(new Array(comparison.totals.length).fill(undefined));
    expect(brokenLimits(comparison, [parseIncrease('params=0')])).toEqual([]);
  });
});

describe('sums of a comparison', () => {
  const differenceOf = (parts: Comparison['categories'], part: string, figure: string): unknown =>
    parts.find(({ name }) => name === part)?.figures.find((total) => total.figure.name === figure)?.difference;

  it('of categories are those of their layers', () => {
    const { categories } = compareReports(report(network()), report(network({ width: 4 })));
    // Convolutions of 3 × 3 taps over 16 × 16 pixels: the stem reads 3 channels, four others their own width.
    const convolutions = (width: number): number => 16 * 16 * 9 * (3 * width + 4 * width * width);
    expect(differenceOf(categories, 'convolution', 'multiply-adds')).toBe(convolutions(4) - convolutions(8));
    expect(differenceOf(categories, 'convolution', 'params')).toBe((convolutions(4) - convolutions(8)) / 256);
    expect(categories[0]?.name).toBe('convolution');
  });

  it('count layers that were added', () => {
    const longer = {
      ...network(),
      outputs: ['z'],
      nodes: [...network().nodes, node('Sigmoid', ['y'], ['z'], {}, { name: 'extra' })],
    };
    const { categories } = compareReports(report(network()), report(longer));
    expect(categories.map(({ name, layers }) => [name, layers])).toEqual([['activation', { base: 2, head: 3 }]]);
  });

  /** Linear layers in modules: `/encoder/0/fc/MatMul`, `/encoder/1/fc/MatMul` and `/head/fc/MatMul`. */
  const modules = (width: number): ModelSpec => ({
    opset: 17,
    inputs: [value('x', 'float32', [1, 8])],
    outputs: ['y'],
    initializers: [
      weight('a', 'float32', [8, 8]),
      weight('b', 'float32', [8, width]),
      weight('c', 'float32', [width, 4]),
    ],
    nodes: [
      node('MatMul', ['x', 'a'], ['h'], {}, { name: '/encoder/0/fc/MatMul' }),
      node('MatMul', ['h', 'b'], ['i'], {}, { name: '/encoder/1/fc/MatMul' }),
      node('MatMul', ['i', 'c'], ['y'], {}, { name: '/head/fc/MatMul' }),
    ],
  });

  it('of modules are those of the layers inside, where several differ', () => {
    const compared = compareReports(report(modules(8)), report(modules(16)));
    expect(compared.modules.map(({ name }) => name)).toEqual(['encoder', 'head']);
    expect(differenceOf(compared.modules, 'encoder', 'params')).toBe(8 * (16 - 8));
    expect(differenceOf(compared.modules, 'head', 'params')).toBe((16 - 8) * 4);
  });

  it('of modules go as deep as is asked', () => {
    const compared = compareReports(report(modules(8)), report(modules(16)), { depth: 2 });
    expect(compared.modules.map(({ name }) => name)).toEqual(['encoder/1', 'head/fc']);
  });

  it('of modules are left out where no module has the name of another', () => {
    const renamed: ModelSpec = {
      ...modules(16),
      nodes: modules(16).nodes.map((one, index) => ({ ...one, name: `/other/${index}/MatMul` })),
    };
    expect(compareReports(report(modules(8)), report(renamed)).modules).toEqual([]);
  });
});

describe('limits', () => {
  const grown = compareReports(report(network()), report(network({ width: 9 })));
  it('hold or break by share and by amount', () => {
    expect(brokenLimits(grown, [parseIncrease('params=50%')])).toEqual([]);
    expect(brokenLimits(grown, [parseIncrease('params=1%')])[0]).toMatch(/^params grows by \d+\.\d\d%, more than 1%$/u);
    expect(brokenLimits(grown, [parseIncrease('multiply-adds=10')])).toHaveLength(1);
    expect(
      brokenLimits(compareReports(report(network({ width: 9 })), report(network())), [parseIncrease('params=0%')]),
    ).toEqual([]);
  });
  it('are refused when they name no total or no number', () => {
    expect(() => parseIncrease('multiply-add=2%')).toThrow(/multiply-adds/u);
    expect(() => parseIncrease('params')).toThrow('should be like');
  });
  it('of open sizes break, and say what to bind', () => {
    const open = (width: number): Report =>
      report({ ...network({ width }), inputs: [value('x', 'float32', ['N', 3, 16, 16])] });
    expect(brokenLimits(compareReports(open(8), open(9)), [parseIncrease('multiply-adds=1%')])[0]).toMatch(
      /bind them with --dim/u,
    );
  });
});
