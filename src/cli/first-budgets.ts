import { analyse, isCosted, isRunning } from '../analysis/index.js';
import { isKnown } from '../dim/index.js';
import { figureNamed, isPartial, ofModel, paramsFigure } from '../figures/index.js';
import type { KnownFinding } from '../files/index.js';
import type { Model } from '../ir/index.js';
import { check, rules } from '../rules/index.js';
import { limitAbove } from '../text/index.js';

/** The figures that a new configuration holds to today's values. */
const budgeted = [
  paramsFigure,
  ...['multiply-adds', 'memory-access-fused', 'peak-activations', 'model-size'].map(figureNamed),
];

/** Room for changes that do not matter: a twentieth. */
const ROOM = 1.05;

/** Budgets and a baseline for a model's first configuration. */
export interface FirstBudgets {
  /** Each budget that can be set: the rule and its limit, 5 % above today's figure and rounded up to three digits. */
  readonly limits: readonly { readonly rule: string; readonly limit: string }[];
  /** Labels of figures that cannot be judged, as they depend on open sizes or are unknown in part. */
  readonly left: readonly string[];
  /** The findings of today. */
  readonly findings: readonly KnownFinding[];
}

/** Sets limits to what a model has today. */
export function firstBudgets(model: Model): FirstBudgets {
  const analysis = analyse(model);
  const isWhole = analysis.layers.every((layer) => !isRunning(layer) || isCosted(layer));
  const limits: { rule: string; limit: string }[] = [];
  const left: string[] = [];
  for (const figure of budgeted) {
    const value = ofModel(figure, { analysis });
    if (value === undefined || !isKnown(value) || (isPartial(figure) && !isWhole)) left.push(figure.label);
    else limits.push({ rule: `max-${figure.name}`, limit: limitAbove(Math.ceil(Number(value) * ROOM), figure.unit) });
  }
  const findings = check(rules, analysis).map(({ fingerprint, rule, message }) => ({ fingerprint, rule, message }));
  return { limits, left, findings };
}
