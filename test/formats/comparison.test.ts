import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { compareReports } from '../../src/comparison/index.js';
import { formats } from '../../src/formats/index.js';
import type { FailedModel } from '../../src/report/index.js';
import { bareReportOn } from '../testers/sample-report.js';

const hostile = '</script><img src=x onerror=alert(1)>|`\u001B[31m\u202E=cmd()';
const model = (width: number, name = 'conv'): ModelSpec => ({
  opset: 17,
  inputs: [value('x', 'float32', [1, 3, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [width, 3, 1, 1])],
  nodes: [node('Conv', ['x', 'w'], ['y'], {}, { name })],
});
const report = bareReportOn;
const missing: FailedModel = {
  model: { path: 'old.onnx' },
  error: { code: 'not-found', message: 'there is no such file' },
};
const options = { width: 100, colour: false, all: false };

const able = await Promise.all(formats.map(({ load }) => load())).then((all) =>
  all.filter(({ comparison }) => comparison !== undefined),
);

describe('formats that show a comparison', () => {
  it('are the table, Markdown, JSON and HTML', () => {
    expect(able.map(({ name }) => name).toSorted()).toEqual(['html', 'json', 'markdown', 'table']);
  });

  it.each(able.map((format) => [format.name, format] as const))(
    '%s shows both totals and what changed',
    (name, format) => {
      const text =
        format.comparison?.(compareReports(report(model(8), 'old.onnx'), report(model(4), 'new.onnx')), options) ?? '';
      expect(text).toContain('old.onnx');
      expect(text).toContain('new.onnx');
      expect(text).toContain(String(8 * 3));
      expect(text).toContain('conv');
      if (name !== 'json') expect(text).toMatch(/−50%/u);
    },
  );

  it.each(able.map((format) => [format.name, format] as const))('%s keeps hostile names text', (name, format) => {
    const text =
      format.comparison?.(compareReports(report(model(8), 'old.onnx'), report(model(4, hostile), hostile)), options) ??
      '';
    expect(text).not.toMatch(/[\u001B\u202E]/u);
    if (name === 'html' || name === 'markdown') expect(text).not.toContain('<img');
  });

  it.each(able.map((format) => [format.name, format] as const))('%s says when there is no base', (_, format) => {
    expect(format.comparison?.(compareReports(missing, report(model(4), 'new.onnx')), options)).toMatch(
      /there is no (?:base|such file)/u,
    );
  });
});
