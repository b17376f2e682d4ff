import { describe, expect, it } from 'vitest';
import { createUnit, kinds } from '../../scripts/templates.js';
import { fileOfOperator } from '../../scripts/units.js';

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

  it.each([
    ['cast-loop', 'src/rules/waste/cast-loop.ts'],
    ['waste/cast-loop', 'src/rules/waste/cast-loop.ts'],
    ['guidelines/cast-loop', 'src/rules/guidelines/cast-loop.ts'],
  ])('puts the rule %s into %s', (name, file) => {
    const files = createUnit('rule', name);
    expect(files[0]?.path).toBe(file);
    expect(files[1]?.path).toBe(file.replace('src/', 'test/').replace('.ts', '.test.ts'));
    expect(files[2]?.path).toBe('docs/rules/cast-loop.md');
    expect(files[2]?.text).toContain('<!-- generated: options -->');
  });

  it.each([
    ['ai.onnx/Relu', 'https://onnx.ai/onnx/operators/onnx__Relu.html'],
    ['ai.onnx.ml/Scaler', 'https://onnx.ai/onnx/operators/onnx_aionnxml_Scaler.html'],
    ['com.acme/Own', 'FILL IN: the address of the page that specifies the operator'],
  ])('tells the specification of %s', (name, address) => {
    expect(createUnit('op', name)[0]?.text).toContain(`spec: '${address}'`);
  });

  it.each([
    ['ai.onnx.Conv', 'ai.onnx/convolution.ts'],
    ['com.microsoft.BiasGelu', 'com.microsoft/activation.ts'],
    ['com.acme.Conv', undefined],
  ])('finds the file that declares %s, so that no operator is declared twice', async (name, file) => {
    expect(await fileOfOperator(name)).toBe(file);
  });

  it.each(['figure', 'budget'])('says where a %s is added', (kind) => {
    expect(() => createUnit(kind, 'x')).toThrow('src/figures/table.ts');
  });

  it.each(Object.entries(kinds))('makes a %s that fails its tests until it is filled in', (kind, { example }) => {
    for (const { path: file, text } of createUnit(kind, example)) {
      if (file.endsWith('.test.ts')) expect(text).toContain('expect.fail(');
      expect(text, file).toMatch(/FILL IN: /);
    }
  });

  it.each(Object.entries(kinds))('leaves no placeholder in a new %s', (kind, { example }) => {
    for (const { text } of createUnit(kind, example)) expect(text).not.toMatch(/template/i);
  });
});
