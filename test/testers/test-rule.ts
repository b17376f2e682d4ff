import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../fixtures/build/model.js';
import type { AnalysisOptions } from '../../src/analysis/index.js';
import type { Measurement } from '../../src/measurement/index.js';
import { check } from '../../src/rules/check.js';
import type { Rule } from '../../src/rules/define.js';
import type { Finding } from '../../src/rules/finding.js';
import { readOptions } from '../../src/rules/options.js';
import { analyseModel } from './analyse-model.js';

/** A model and settings under which a rule is silent. */
export interface QuietCase {
  readonly name: string;
  readonly model: ModelSpec;
  /** Settings of the rule; the defaults unless told. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The options of the analysis. */
  readonly analysis?: AnalysisOptions;
  readonly measurement?: Measurement;
}

/** A model and settings under which a rule finds these, in order. */
export interface ReportCase extends QuietCase {
  readonly findings: readonly ExpectedFinding[];
}

/** The fields that a finding must have. A field that is left out may be anything. */
export interface ExpectedFinding {
  /** Labels of its layers. */
  readonly layers?: readonly string[];
  readonly severity?: Finding['severity'];
  readonly message?: RegExp;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Runs every case of a rule. What it says must say where, and be plain data. */
export function testRule(
  rule: Rule,
  { quiet, reports }: { readonly quiet: readonly QuietCase[]; readonly reports: readonly ReportCase[] },
): void {
  const run = (one: QuietCase) => {
    const analysis = analyseModel(one.model, one.analysis);
    const options = readOptions(rule, one.options ?? {}, 'the test');
    return {
      analysis,
      findings: check([rule], analysis, {
        settings: new Map([[rule.id, { options }]]),
        times: { measurement: one.measurement },
      }),
    };
  };

  describe(`${rule.id} is quiet`, () => {
    it.each(quiet)('$name', (one) => {
      expect(run(one).findings).toEqual([]);
    });
  });

  describe(`${rule.id} reports`, () => {
    it.each(reports)('$name', (one) => {
      const { analysis, findings } = run(one);
      expect(findings.map(({ message }) => message)).toHaveLength(one.findings.length);
      findings.forEach((finding, position) => {
        const { layers, severity, message, data } = one.findings[position] ?? {};
        if (layers !== undefined) expect(finding.layers.map((index) => analysis.layers[index]?.label)).toEqual(layers);
        if (severity !== undefined) expect(finding.severity).toBe(severity);
        if (message !== undefined) expect(finding.message).toMatch(message);
        if (data !== undefined) expect(finding.data).toMatchObject(data);
        expect(finding.message).not.toMatch(/undefined|NaN|\[object/u);
        expect(JSON.parse(JSON.stringify(finding.data))).toEqual(finding.data);
      });
      expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
    });
  });

  describe(`${rule.id} as declared`, () => {
    it('says one sentence of itself and of each option', () => {
      for (const text of [rule.summary, ...Object.values(rule.options).map(({ description }) => description)]) {
        expect(text).toMatch(/^[A-Z0-9].*\.$/u);
      }
    });
  });
}
