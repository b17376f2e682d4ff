import { describe, expect, it } from 'vitest';
import { ordinary } from '../../test/testers/sample-report.js';
import { exact, print, testFormat } from '../../test/testers/test-format.js';
import format from './format.js';

testFormat(format, {
  read: (text) => ({
    rows: text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split('  ')[0])),
    rounding: exact,
  }),
});

describe('template-name', () => {
  it('has a line for each layer', () => {
    expect(print(format, [ordinary]).trimEnd().split('\n')).toHaveLength(1 + ordinary.layers.length);
  });
});

it('is written', () =>
  expect.fail(
    'FILL IN: template-name is the scaffold of a format; write it, test what it prints, and delete this test',
  ));
