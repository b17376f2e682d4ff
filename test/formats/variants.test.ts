import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { node, value, weight } from '../../fixtures/build/model.js';
import { variantsText } from '../../src/formats/index.js';
import { textWidth } from '../../src/text/index.js';
import { reportOn } from '../testers/sample-report.js';

const spec: ModelSpec = {
  opset: 17,
  inputs: [value('x', 'float32', ['N', 64])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [64, 64])],
  nodes: [node('MatMul', ['x', 'w'], ['y'])],
};
const reports = [1, 8].map((size) => ({
  ...reportOn(spec, 'model.onnx', { dims: new Map([['N', size]]) }),
  variant: { N: String(size) },
}));

function linesAt(width: number, columns?: readonly string[]): readonly string[] {
  const options = { width, colour: false, all: false, columns };
  return variantsText(reports, options, { bold: (text) => text })
    .trimEnd()
    .split('\n');
}

describe('uses side by side on a narrow terminal', () => {
  it('lose the columns that are equal in all rows first, and say so', () => {
    expect(linesAt(Infinity)[1]).toContain('params');
    const lines = linesAt(60);
    expect(lines.every((line) => textWidth(line) <= 60)).toBe(true);
    expect(lines[1]).not.toContain('params');
    expect(lines[1]).toContain('adds');
    expect(lines.join(' ')).toMatch(/no room for .*params.*--columns/u);
  });

  it('keep the columns that are asked for', () => {
    expect(linesAt(20, ['params', 'flops', 'multiply-adds'])[1]).toMatch(/params +FLOPs +adds/u);
  });
});
