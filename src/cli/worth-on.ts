import type { Analysis } from '../analysis/index.js';
import { changeModel, isRefused } from '../changes/index.js';
import type { Wishes } from '../changes/index.js';
import type { Predictor } from '../platform/index.js';
import type { Worth } from '../rules/index.js';

/** A function that gives the worth of changes to a model on the platform of a predictor. */
export function worthOn(predictor: Predictor, before: Analysis): (wishes: Wishes) => Worth {
  return (wishes) => {
    const changed = changeModel(before, wishes);
    if (isRefused(changed)) return { kind: 'unknown', reason: changed.reason };
    const difference = predictor.difference(before, changed.analysis);
    if (difference === undefined) return { kind: 'unknown', reason: 'the samples say nothing of what changes' };
    const { totalMs } = predictor.predict(before);
    return { kind: 'known', savedMs: -difference.ms, sigmaMs: difference.sigmaMs, totalMs };
  };
}
