import type { Finding } from './finding.js';
import { rules } from './registry.js';

type Judged = Pick<Finding, 'rule' | 'severity'>;

/** Whether a finding is of a budget, a rule `max-…`. */
export function isOfBudget({ rule }: Pick<Finding, 'rule'>): boolean {
  return rules.find(({ id }) => id === rule)?.budget === true;
}

/** The findings of budgets that their user holds to be errors. */
export function brokenBudgets<F extends Judged>({ findings }: { readonly findings: readonly F[] }): readonly F[] {
  return findings.filter((finding) => finding.severity === 'error' && isOfBudget(finding));
}

/** Whether a model breaks such a budget. */
export function breaksBudget(report: { readonly findings: readonly Judged[] }): boolean {
  return brokenBudgets(report).length > 0;
}
