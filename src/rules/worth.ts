import type { Wishes } from '../changes/index.js';
import { durationText } from '../text/index.js';
import type { RuleFinding, Times, Worth } from './define.js';
import type { FoundWorth, Severity } from './finding.js';

/** A finding with what mending it saves on a platform. */
export interface ValuedFinding {
  readonly finding: RuleFinding;
  /** Undefined where no platform is named, or the finding names no change. */
  readonly worth: FoundWorth | undefined;
  readonly wishes: Wishes | undefined;
}

/** A change counts beyond so many standard deviations of the prediction. */
const SIGMAS = 2;

/**
 * Says in a finding what the change that it names is worth where times are predicted for a platform. One that would
 * gain nothing there is information, whatever level the rule has; so is what the runtime itself mends when it loads the
 * model.
 */
export function withWorth(finding: RuleFinding, { worthOf, runtime = 'onnxruntime' }: Times): ValuedFinding {
  if (worthOf === undefined || finding.mending === undefined) return { finding, worth: undefined, wishes: undefined };
  // onnxruntime-web is onnxruntime, too.
  if (finding.mendedBy !== undefined && runtime.startsWith(finding.mendedBy)) {
    return {
      finding: said(finding, `this platform runs ${finding.mendedBy}, so that mending it saves no time there`, 'info'),
      worth: { savedMs: 0, sigmaMs: 0, gains: false },
      wishes: undefined,
    };
  }
  const wishes = finding.mending();
  if (wishes === undefined) {
    const text = 'what that is worth cannot be told: no change of this graph alone makes it so';
    return { finding: said(finding, text, undefined), worth: undefined, wishes };
  }
  const worth = worthOf(wishes);
  const { severity, text } = judge(worth);
  return {
    finding: said(finding, text, severity),
    wishes,
    worth:
      worth.kind === 'unknown'
        ? undefined
        : { savedMs: worth.savedMs, sigmaMs: worth.sigmaMs, gains: severity === undefined },
  };
}

/** A finding with a sentence more, and the severity that it leads to, if it leads to one. */
function said(finding: RuleFinding, text: string, severity: Severity | undefined): RuleFinding {
  const message = `${finding.message}; ${text}`;
  return severity === undefined ? { ...finding, message } : { ...finding, severity, message };
}

/** The sentence about the worth of a change, and the severity that the worth leads to. */
function judge(worth: Worth): { readonly severity: Severity | undefined; readonly text: string } {
  if (worth.kind === 'unknown') {
    return { severity: undefined, text: `what that is worth cannot be told: ${worth.reason}` };
  }
  const { savedMs, sigmaMs, totalMs } = worth;
  const amount = `${durationText(Math.abs(savedMs))} ± ${durationText(sigmaMs)} of ${durationText(totalMs)}`;
  if (savedMs > SIGMAS * sigmaMs) return { severity: undefined, text: `that saves ${amount}, predicted` };
  return savedMs < -SIGMAS * sigmaMs
    ? { severity: 'info', text: `that costs ${amount}, predicted` }
    : { severity: 'info', text: 'that saves no time that a prediction can tell' };
}
