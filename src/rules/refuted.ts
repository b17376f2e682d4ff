import type { GuidelineVerdict } from '../paper/index.js';
import type { RuleFinding, Times } from './define.js';
import type { FoundWorth } from './finding.js';

/** A finding with what was measured of its guideline. */
interface JudgedFinding {
  readonly finding: RuleFinding;
  /** Only where the guideline does not hold on the platform. */
  readonly verdict: GuidelineVerdict | undefined;
}

/**
 * Says in a finding that its guideline does not hold on the platform, with what was measured there. Such a finding is
 * information, whatever level the rule has, unless its own change is predicted to save time.
 */
export function withRefutation(
  finding: RuleFinding,
  worth: FoundWorth | undefined,
  guideline: string | undefined,
  { refutedGuidelines }: Times,
): JudgedFinding {
  const refuted = guideline === undefined ? undefined : refutedGuidelines?.get(guideline);
  if (refuted === undefined || worth?.gains === true) return { finding, verdict: undefined };
  const { verdict, text } = refuted;
  return { finding: { ...finding, severity: 'info', message: `${finding.message}; ${text}` }, verdict };
}
