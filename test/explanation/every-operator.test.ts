import { expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { explainLayer, explainOperator } from '../../src/explanation/index.js';
import { operatorFiles, operatorsIn } from '../../src/ops/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { messageOf } from '../../src/ir/index.js';

const operators = operatorsIn(operatorFiles);

it('explains every operator, and a layer of it whatever its inputs are', () => {
  const shapes = [[1, 4, 8, 8], [4, 8], [8], [], ['N', 4, 'H', 8]];
  const failures: string[] = [];
  for (const operator of operators) {
    const { domain, type, slots, outputs } = operator;
    try {
      expect(explainOperator(`${domain}.${type}`, operators).length).toBeGreaterThan(0);
      for (const shape of shapes) {
        const names = slots.map(({ name }) => name);
        const bytes = model({
          opset: 22,
          domains: { [domain]: 1 },
          inputs: names.map((name) => value(name, 'float32', shape)),
          outputs: ['y0'],
          nodes: [
            node(
              type,
              names,
              outputs.map((_, index) => `y${index}`),
              {},
              { domain },
            ),
          ],
        });
        for (const layer of analyse(readModel(memorySource(bytes))).layers) explainLayer(layer);
      }
    } catch (error) {
      failures.push(`${domain}.${type}: ${messageOf(error)}`);
    }
  }
  expect(failures).toEqual([]);
});
