import type { Wishes } from '../changes/index.js';
import type { GuidelineVerdict } from '../paper/index.js';

/** How grave a finding is. */
export type Severity = 'info' | 'warning' | 'error';

/** A value of a finding's data, as JSON has them. */
export type FindingData =
  | string
  | number
  | boolean
  | null
  | readonly FindingData[]
  | { readonly [name: string]: FindingData };

/** The saving of the change that a finding names, on the platform that times are predicted for. */
export interface FoundWorth {
  /** Below 0 where it costs. */
  readonly savedMs: number;
  /** The standard deviation. */
  readonly sigmaMs: number;
  /** Whether it saves more than the prediction may be off: more than two standard deviations. */
  readonly gains: boolean;
}

/** A place in the model where a rule found something to mend. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  /** The guideline that the rule stands for, such as `G1`. */
  readonly guideline?: string | undefined;
  readonly severity: Severity;
  /** Positions in the report's layers; none when it is about the whole model. */
  readonly layers: readonly number[];
  /** The number of the network's block that it is about; findings of one block stand together. */
  readonly block?: number | undefined;
  /** Where, how much and what to do. Names in it are untrusted text. */
  readonly message: string;
  /** A text that a finding keeps in other exports of the model. */
  readonly fingerprint: string;
  /** Only where times are predicted for a platform, and the rule names a change. */
  readonly worth?: FoundWorth | undefined;
  /** The change that the finding names; only where its worth is known. */
  readonly wishes?: Wishes | undefined;
  /** Only where its guideline does not hold on the platform: what was measured there. */
  readonly verdict?: GuidelineVerdict | undefined;
  /** The figures behind the message, by the rule's own names. */
  readonly data: Readonly<Record<string, FindingData>>;
}
