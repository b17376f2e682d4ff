import { describe, expect, it } from 'vitest';
import { findOperator, tabulate, tabulateFiles } from '../../../src/analysis/walk/operators.js';
import { node, value, weight } from '../../../fixtures/build/model.js';
import type { FunctionSpec } from '../../../fixtures/build/model.js';
import { defineOp, operatorFiles } from '../../../src/ops/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import type { Operator, OperatorFile } from '../../../src/ops/index.js';

const operator = (type: string, since: number, domain = 'ai.onnx'): Operator =>
  defineOp({
    type,
    domain,
    since,
    category: 'other',
    spec: 'https://onnx.ai',
    inputs: {},
    outputs: {},
    infer: () => [],
    cost: { operations: '0', memory: 'nothing', source: 'nothing' },
  });

describe('versions', () => {
  const table = tabulate([operator('Pad', 2), operator('Pad', 11), operator('Pad', 18)]);

  it.each([
    [2, 2],
    [10, 2],
    [11, 11],
    [17, 11],
    [30, 18],
    [undefined, 18],
  ])('opset %s has version %i', (opset, since) => {
    expect(table.find('ai.onnx', 'Pad', opset)?.since).toBe(since);
  });

  it('before the first are the first', () => expect(table.find('ai.onnx', 'Pad', 1)?.since).toBe(2));

  it('of one opset: the later in the list', () => {
    const [first, second] = [operator('Pad', 2), operator('Pad', 2)];
    expect(tabulate([first, second]).find('ai.onnx', 'Pad', 2)).toBe(second);
  });
});

describe('files', () => {
  const loaded: string[] = [];
  const file = (name: string, exported: Readonly<Record<string, Operator | readonly Operator[]>>): OperatorFile => ({
    names: Object.values(exported)
      .flat()
      .map(({ domain, type }) => `${domain}.${type}`),
    load() {
      loaded.push(name);
      return exported;
    },
  });
  const table = tabulateFiles([
    file('padding', { pad: operator('Pad', 2), others: [operator('Trim', 1), operator('Pad', 2, 'example')] }),
    file('more-padding', { pad: operator('Pad', 11) }),
    file('pooling', { pool: operator('MaxPool', 1) }),
  ]);

  it('are loaded when an operator of theirs is asked for, once', () => {
    expect(table.find('ai.onnx', 'Nothing', 17)).toBeUndefined();
    expect(table.find('example', 'MaxPool', 17)).toBeUndefined();
    expect(loaded).toEqual([]);
    expect(table.find('ai.onnx', 'Pad', 17)?.since).toBe(11);
    expect(table.find('ai.onnx', 'Pad', 10)?.since).toBe(2);
    expect(loaded).toEqual(['padding', 'more-padding']);
    expect(table.find('example', 'Pad', 1)?.domain).toBe('example');
    expect(loaded).not.toContain('pooling');
  });
});

describe("onnxruntime's own operators", () => {
  const table = tabulateFiles(operatorFiles);
  const opsets = new Map([['ai.onnx', 17]]);
  const names = new Set(operatorFiles.flatMap((file) => file.names));
  const contributed = [...names].filter((name) => name.startsWith('com.microsoft.') && name.split('.').length === 3);
  const typeOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

  it("are known in the standard's domain, but for what this has itself", () => {
    const own = contributed.map(typeOf).filter((type) => !names.has(`ai.onnx.${type}`));
    expect(own).toEqual(expect.arrayContaining(['MatMulIntegerToFloat', 'MatMulBnb4', 'QLinearAdd', 'NhwcConv']));
    const unknown = own.filter((opType) => findOperator(table, { domain: 'ai.onnx', opType }, opsets) === undefined);
    expect(unknown).toEqual([]);
    const standard = findOperator(table, { domain: 'ai.onnx', opType: 'QuantizeLinear' }, opsets);
    expect(standard?.domain).toBe('ai.onnx');
  });

  it('are known in no other domain', () => {
    expect(findOperator(table, { domain: 'example', opType: 'QLinearAdd' }, opsets)).toBeUndefined();
  });

  it('count as in their domain; a function of the model with such a name is that function', () => {
    const counted = (domain: string, functions: readonly FunctionSpec[] = []) => {
      const { totals, layers, diagnostics } = analyseModel({
        opset: 17,
        inputs: [value('x', 'float32', [2, 3])],
        outputs: ['y'],
        nodes: [node('BiasGelu', ['x', 'b'], ['y'], {}, { domain })],
        initializers: [weight('b', 'float32', [3])],
        functions,
      });
      return { operations: totals.arithmetic, types: layers.map((layer) => layer.node.opType), diagnostics };
    };
    expect(counted('')).toEqual(counted('com.microsoft'));
    const body = [node('Add', ['p', 'q'], ['r'])];
    const own = { domain: 'ai.onnx', name: 'BiasGelu', inputs: ['p', 'q'], outputs: ['r'], nodes: body };
    expect(counted('', [own]).types).toEqual(['Add']);
  });
});
