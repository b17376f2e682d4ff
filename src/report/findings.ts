import type { GuidelineVerdict } from '../paper/index.js';
import type { FindingData, FoundWorth, Severity } from '../rules/index.js';

/** Something that a rule found. */
export interface FindingReport {
  /** The rule's id. */
  readonly rule: string;
  /** The guideline that it stands for. */
  readonly guideline: string | null;
  readonly severity: Severity;
  /** Positions in `layers`; none when it is about the whole model. */
  readonly layers: readonly number[];
  readonly message: string;
  /** A text that a finding keeps in other exports of the model. */
  readonly fingerprint: string;
  /** Only where times are predicted for a platform, and the rule names a change. */
  readonly worth?: FoundWorth;
  /** Only where a platform is named on which the guideline does not hold: what `netstat paper` measured there. */
  readonly verdict?: GuidelineVerdict;
  readonly data: Readonly<Record<string, FindingData>>;
}

/** The savings of mending findings together on the platform that times are predicted for. */
export interface MendingReport {
  /** How many: those that save most, without others that would change the same channels otherwise. */
  readonly findings: number;
  readonly savedMs: number;
  /** The standard deviation. */
  readonly sigmaMs: number;
}

/** A finding that is known and taken. */
export interface SuppressedReport {
  readonly finding: FindingReport;
  /** The reason that the configuration gives; null for a finding of the baseline. */
  readonly reason: string | null;
}
