import { describe, expect, it } from 'vitest';
import json from '../../src/formats/json.js';
import type { ReportDocument } from '../../src/report/index.js';
import { expectValid } from '../testers/report-schema.js';
import { empty, failed, hostile, hostileNames, looping, ordinary, symbolic } from '../testers/sample-report.js';
import { exact, print, testFormat } from '../testers/test-format.js';

const parse = (text: string): ReportDocument => JSON.parse(text) as ReportDocument;

testFormat(json, {
  read: (text) => {
    const [report] = parse(text).models;
    if (report === undefined || !('layers' in report)) throw new Error('no report');
    return {
      rows: report.layers.map(({ times, multiplyAdds }) => Number(times) * Number(multiplyAdds)),
      rounding: exact,
    };
  },
});

describe('json', () => {
  it('is one object, whatever the number of models', () => {
    expect(parse(print(json, [])).models).toEqual([]);
    expect(parse(print(json, [ordinary])).models).toHaveLength(1);
    expect(parse(print(json, [ordinary, failed, symbolic])).models.map(({ model }) => model.path)).toEqual([
      'model.onnx',
      failed.model.path,
      'symbolic.onnx',
    ]);
  });

  it.each(Object.entries({ ordinary, symbolic, empty, looping, hostile, failed }))(
    'keeps to its schema: %s',
    (_, report) => {
      expectValid(parse(print(json, [report])));
    },
  );

  it('leaves names as they are', () => {
    const [report] = parse(print(json, [hostile])).models;
    const names =
      'layers' in (report ?? {}) && report !== undefined && 'layers' in report
        ? report.layers.map(({ name }) => name)
        : [];
    // A lone surrogate is no text: the reader has replaced it.
    expect(names.slice(0, 4)).toEqual(hostileNames.slice(0, 4).map((name, index) => `${name}/${index}`));
  });

  it('is written in parts for a model of many layers, which come to the same text', () => {
    const layers = Array.from({ length: 1201 }, () => ordinary.layers).flat();
    const report = { ...ordinary, layers };
    const parts = [...(json.start({ width: 80, colour: false, all: false }).parts?.(report) ?? [])];
    expect(Math.max(...parts.map(({ length }) => length)) * 2).toBeLessThan(parts.join('').length);
    const whole = print(json, [report]);
    expect(whole.startsWith(parts.join(''))).toBe(true);
    expect(parse(whole).models[0]).toMatchObject({ layers: layers.map(({ label }) => ({ label })) });
  });

  it('is whole where a layer cannot be written: it ends with an error, which is thrown, too', () => {
    const broken = ordinary.layers.slice(0, 1).map((layer) => ({
      ...layer,
      get name(): string {
        throw new Error('a layer that fails');
      },
    }));
    const layers = [...Array.from({ length: 1201 }, () => ordinary.layers).flat(), ...broken];
    const session = json.start({ width: 80, colour: false, all: false });
    const parts: string[] = [];
    expect(() => {
      for (const part of session.parts?.({ ...ordinary, layers }) ?? []) parts.push(part);
    }).toThrow('a layer that fails');
    const [model] = parse(parts.join('') + session.end()).models;
    expect(model).toMatchObject({ error: { code: 'internal-error' } });
  });

  it('has a line for each layer', () => {
    const lines = print(json, [ordinary])
      .split('\n')
      .filter((line) => line.startsWith('    {"index":'));
    expect(lines).toHaveLength(ordinary.layers.length);
  });
});
