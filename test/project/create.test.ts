import { describe, expect, it } from 'vitest';
import { createUnit, kinds } from '../../scripts/templates.js';

describe('create', () => {
  it('makes an operator and its test, with imports that lead from there', () => {
    const [operator, test] = createUnit('op', 'com.acme/GroupNormalization');
    expect(operator?.path).toBe('src/ops/com.acme/group-normalization.ts');
    expect(operator?.text).toContain("import { defineOp } from '../language/define.js';");
    expect(operator?.text).toContain('export const groupNormalization = defineOp({');
    expect(operator?.text).toContain("type: 'GroupNormalization'");
    expect(operator?.text).toContain("domain: 'com.acme'");
    expect(test?.path).toBe('test/ops/com.acme/group-normalization.test.ts');
    expect(test?.text).toContain(
      "import { groupNormalization } from '../../../src/ops/com.acme/group-normalization.js';",
    );
    expect(test?.text).toContain("from '../../testers/test-op.js';");
  });

  it.each([
    ['op', 'ai.onnx/LRN', 'lrn'],
    ['op', 'ai.onnx/GRUUnit', 'gru-unit'],
  ])('names the file of %s %s', (kind, name, file) => {
    expect(createUnit(kind, name)[0]?.path).toBe(`src/ops/ai.onnx/${file}.ts`);
  });

  it.each([
    ['op', 'GroupNormalization'],
    ['op', '../a/B'],
    ['rule', 'Wide'],
    ['format', '../x'],
    ['thing', 'x'],
  ])('refuses %s %s', (kind, name) => {
    expect(() => createUnit(kind, name)).toThrow(/looks like|no kind/);
  });

  it.each(Object.entries(kinds))('leaves no placeholder in a new %s', (kind, { example }) => {
    for (const { text } of createUnit(kind, example)) expect(text).not.toMatch(/template/i);
  });
});
