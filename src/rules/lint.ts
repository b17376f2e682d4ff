import type { Analysis } from '../analysis/index.js';
import { check } from './check.js';
import type { Rule, Times } from './define.js';
import type { Finding } from './finding.js';
import type { Settings } from './settings.js';

/** A user's wishes of the rules for one model. */
export interface Policy {
  /** Rules of the user's own, beside the built-in ones. */
  readonly customRules?: readonly Rule[] | undefined;
  readonly settings?: Settings | undefined;
  readonly suppressions?: readonly Suppression[] | undefined;
  /** Fingerprints of findings that are known and taken; findings of budgets are never taken: the limit is. */
  readonly baseline?: ReadonlySet<string> | undefined;
}

/** Findings that are known and taken, and why. */
export interface Suppression {
  /** The id of their rule. */
  readonly rule: string;
  /** Whether it is about a layer of this label; without, about every finding of the rule. */
  readonly matches?: ((label: string) => boolean) | undefined;
  readonly reason: string;
}

/** A finding that is not counted. */
export interface SuppressedFinding {
  readonly finding: Finding;
  /** Undefined when it stands in the baseline. */
  readonly reason: string | undefined;
}

/** The verdict of rules on a model. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** The findings of these rules in a model, apart from those that are known and taken. */
export function lint(
  rules: readonly Rule[],
  analysis: Analysis,
  { settings, suppressions = [], baseline }: Policy = {},
  times?: Times,
): Verdict {
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  const budgets = new Set(rules.filter(({ budget }) => budget === true).map(({ id }) => id));
  for (const finding of check(rules, analysis, { settings, times })) {
    const suppression = suppressions.find((each) => covers(each, finding, analysis));
    if (suppression !== undefined) suppressed.push({ finding, reason: suppression.reason });
    else if (baseline?.has(finding.fingerprint) === true && !budgets.has(finding.rule)) {
      suppressed.push({ finding, reason: undefined });
    } else findings.push(finding);
  }
  return { findings, suppressed };
}

function covers({ rule, matches }: Suppression, finding: Finding, { layers }: Analysis): boolean {
  if (rule !== finding.rule) return false;
  if (matches === undefined) return true;
  return finding.layers.length > 0 && finding.layers.every((index) => matches(layers[index]?.label ?? ''));
}
