import { describe, expect, it } from 'vitest';
import { isKnown, toNumber } from '../../src/dim/index.js';
import type { Format, FormatOptions } from '../../src/formats/define.js';
import { isFailed } from '../../src/report/index.js';
import type { FailedModel, Report } from '../../src/report/index.js';
import { empty, failed, hostile, looping, ordinary, symbolic } from './sample-report.js';

/** Options as a plain run gives them, on a wide sheet without colours. */
export const plainOptions: FormatOptions = { width: Infinity, colour: false, all: false };

/** The text that a format prints of some models. */
export function print(
  format: Format,
  reports: readonly (Report | FailedModel)[],
  options: Partial<FormatOptions> = {},
): string {
  return printEach(format, reports, options).join('');
}

/** The text of each model and that of the end, each by itself. */
export function printEach(
  format: Format,
  reports: readonly (Report | FailedModel)[],
  options: Partial<FormatOptions> = {},
): readonly string[] {
  const session = format.start({ ...plainOptions, ...options });
  return [...reports.map((report) => session.next(report)), session.end()];
}

/** The figures that a tester reads back from a text. */
export interface ReadBack {
  /** The figures of every row but the total, in the column of multiply-adds. */
  readonly rows: readonly number[];
  /** The most that rounding takes from or adds to one of them. */
  readonly rounding: (figure: number) => number;
}

/**
 * The duties of every format: it prints each sample, and the same text again; it lets no control character of a name
 * through; its column of multiply-adds adds up to the model's total.
 */
export function testFormat(
  format: Format,
  { read, binary = false }: { readonly read: (text: string) => ReadBack; readonly binary?: boolean },
): void {
  describe(`format ${format.name}`, () => {
    const samples = { ordinary, symbolic, empty, looping, hostile, failed };

    it.each(Object.entries(samples))('prints the %s sample, the same each time', (_, sample) => {
      const text = print(format, [sample]);
      expect(print(format, [sample])).toBe(text);
      if (!isFailed(sample)) expect(text).not.toBe('');
    });

    it('prints no control or direction character of a name', () => {
      for (const width of [20, 80, 120, 200, Infinity]) {
        const text = print(format, [hostile, failed], { width, all: true });
        if (!binary) {
          expect(text).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/);
          expect(text, 'directions').not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/);
          expect(text, 'half a character').not.toMatch(/\p{Surrogate}/u);
        }
      }
    });

    it.each([
      ['all layers', {}],
      ['the first two', { top: 2, sort: 'multiply-adds' }],
      ['modules', { depth: 1 }],
      ['all, shape arithmetic too', { all: true }],
    ] as const)('adds up to the total: %s', (name, options) => {
      if (name !== 'all layers' && read(print(format, [ordinary], options)).rows.length === 0) return;
      for (const report of [ordinary, looping]) {
        const { rows, rounding } = read(print(format, [report], options));
        const multiplyAdds = report.totals.multiplyAdds ?? NaN;
        expect(isKnown(multiplyAdds)).toBe(true);
        const sum = rows.reduce((total, figure) => total + figure, 0);
        const tolerance = rows.reduce((total, figure) => total + rounding(figure), 0);
        expect(Math.abs(sum - (toNumber(multiplyAdds) ?? NaN))).toBeLessThanOrEqual(tolerance);
      }
    });
  });
}

/** Figures that were printed to the digit. */
export const exact = (): number => 0;
