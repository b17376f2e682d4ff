import { expect, it, vi } from 'vitest';
import type * as Table from '../../src/figures/table.js';
import type { Figure } from '../../src/figures/index.js';
import { node, value } from '../../fixtures/build/model.js';

/** A figure that netstat does not have: the inputs that layers read. */
const reads: Figure = {
  name: 'input-reads',
  json: 'inputReads',
  label: 'input reads',
  heading: ['input', 'reads'],
  kind: 'memory',
  unit: 'count',
  meaning: 'values that layers read',
  isHeadline: true,
  hasShare: true,
  ofLayer: { counted: 'run', value: ({ inputs }) => inputs.length },
};

vi.mock('../../src/figures/table.js', async (original) => {
  const table = await original<typeof Table>();
  return { ...table, figures: [...table.figures, reads] };
});

const { columns, formats } = await import('../../src/formats/index.js');
const { compareReports, parseIncrease, brokenLimits } = await import('../../src/comparison/index.js');
const { mergeSettings, readSetting, rules } = await import('../../src/rules/index.js');
const { makeReport, toJson } = await import('../../src/report/index.js');
const { memorySource, readModel } = await import('../../src/onnx/index.js');
const { model } = await import('../../fixtures/build/model.js');

const bytes = model({
  opset: 17,
  inputs: [value('x', 'float32', [4])],
  outputs: ['z'],
  nodes: [node('Add', ['x', 'x'], ['y']), node('Relu', ['y'], ['z'])],
});

function reportOn(settings: readonly string[] = []) {
  return makeReport(
    'm.onnx',
    readModel(memorySource(bytes)),
    {},
    {
      settings: mergeSettings(settings.map((text) => readSetting(rules, text))),
    },
  );
}

async function print(name: string, options: object = {}): Promise<string> {
  const format = await formats.find((one) => one.name === name)?.load();
  const session = format?.start({ width: 200, colour: false, all: true, ...options });
  return session === undefined ? '' : session.next(reportOn()) + session.end();
}

it('is a column, with its share', () => {
  expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['input-reads', 'input-reads-share']));
});

it('is in JSON, of the model and of layers', () => {
  const { totals, layers } = toJson(reportOn());
  expect(totals).toMatchObject({ inputReads: 3 });
  expect(layers.map((layer) => (layer as unknown as { readonly inputReads: number }).inputReads)).toEqual([2, 1]);
});

it('is in the table, Markdown and CSV, and sorts rows', async () => {
  const options = { columns: ['layer', 'input-reads', 'input-reads-share'], sort: 'input-reads' };
  for (const name of ['table', 'markdown']) expect(await print(name, options)).toMatch(/Add.*2.*66\.7%[^]*Relu.*1/u);
  expect(await print('csv')).toContain(',input-reads,input-reads-share');
});

it('has a budget', () => {
  expect(reportOn(['max-input-reads=2']).findings).toMatchObject([
    { rule: 'max-input-reads', message: 'input reads 3: 1 (50.0%) over the budget of 2' },
  ]);
});

it('is compared and may not grow beyond a limit', () => {
  const comparison = compareReports(reportOn(), reportOn());
  expect(comparison.totals.find(({ figure }) => figure.name === 'input-reads')).toMatchObject({
    base: 3,
    difference: 0,
  });
  expect(brokenLimits(comparison, [parseIncrease('input-reads=0')])).toEqual([]);
});
