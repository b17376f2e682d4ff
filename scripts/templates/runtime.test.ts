import { describe, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import runtime from './runtime.js';

const bytes = model({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8])],
  outputs: ['y'],
  nodes: [node('Relu', ['x'], ['y'])],
});
const inputs = [{ name: 'x', dtype: 'float32', dims: [1, 8], data: new Float32Array(8) }] as const;

describe('template-name', () => {
  it('says how long each run took, and how many a profile covers', async () => {
    const options = { level: 'all', threads: 1, profiled: true, timeLimitMs: 10_000 };
    const session = await runtime.open(
      { source: { kind: 'bytes', bytes }, model: readModel(memorySource(bytes)), inputs },
      options,
    );
    const made = await session.run(3);
    expect(made).toHaveLength(3);
    expect(made.every(({ ms }) => ms >= 0)).toBe(true);
    expect(await session.close()).toMatchObject({ runs: 3 });
  });
});

it('is written', () =>
  expect.fail(
    'FILL IN: template-name is the scaffold of a runtime; write it, test what it says of its kernels, ' +
      'and delete this test',
  ));
