import { describe, expect, it } from 'vitest';
import { tabulate, tabulateFiles } from '../../../src/analysis/walk/operators.js';
import { defineOp } from '../../../src/ops/index.js';
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
