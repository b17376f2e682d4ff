import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { lint, rules } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const analysis = analyseModel(mobileNetV2());
const { findings } = lint(rules, analysis);

describe('lint', () => {
  it('finds something in MobileNet V2', () => expect(findings.length).toBeGreaterThan(5));

  it('keeps what is suppressed apart, with its reason', () => {
    const verdict = lint(rules, analysis, {
      suppressions: [{ rule: 'unequal-channel-width', reason: 'inverted bottlenecks are wanted' }],
    });
    expect(verdict.findings.map(({ rule }) => rule)).toEqual(
      findings.map(({ rule }) => rule).filter((rule) => rule !== 'unequal-channel-width'),
    );
    expect(new Set(verdict.suppressed.map(({ reason }) => reason))).toEqual(
      new Set(['inverted bottlenecks are wanted']),
    );
    expect(verdict.suppressed.length + verdict.findings.length).toBe(findings.length);
  });

  it('suppresses a finding by layers only if all of them match', () => {
    const wanted = findings.find(({ rule, layers }) => rule === 'unequal-channel-width' && layers.length === 2);
    const labels = (wanted?.layers ?? []).map((index) => analysis.layers[index]?.label ?? '');
    const suppressing = (names: readonly string[]) =>
      lint(rules, analysis, {
        suppressions: [{ rule: 'unequal-channel-width', reason: 'known', matches: (label) => names.includes(label) }],
      }).suppressed;
    expect(suppressing(labels).map(({ finding }) => finding.fingerprint)).toEqual([wanted?.fingerprint]);
    expect(suppressing(labels.slice(0, 1))).toEqual([]);
  });

  it('leaves out what the baseline has', () => {
    const known = findings.slice(0, 3).map(({ fingerprint }) => fingerprint);
    const verdict = lint(rules, analysis, { baseline: new Set(known) });
    expect(verdict.findings).toEqual(findings.slice(3));
    expect(verdict.suppressed.map(({ finding, reason }) => [finding.fingerprint, reason])).toEqual(
      known.map((fingerprint) => [fingerprint, undefined]),
    );
  });
});
