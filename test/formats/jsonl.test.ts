import { describe, expect, it } from 'vitest';
import jsonl from '../../src/formats/jsonl.js';
import type { FailedModel, ModelReport } from '../../src/report/index.js';
import { toJson } from '../../src/report/index.js';
import { failed, ordinary, symbolic } from '../testers/sample-report.js';
import { exact, print, testFormat } from '../testers/test-format.js';

testFormat(jsonl, {
  read: (text) => {
    const { layers } = JSON.parse(text) as ModelReport;
    return { rows: layers.map(({ times, multiplyAdds }) => Number(times) * Number(multiplyAdds)), rounding: exact };
  },
});

describe('jsonl', () => {
  it('has a line for each model, failed ones too', () => {
    const lines = print(jsonl, [ordinary, failed, symbolic])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ModelReport | FailedModel);
    expect(lines).toEqual([toJson(ordinary), toJson(failed), toJson(symbolic)]);
  });
});
