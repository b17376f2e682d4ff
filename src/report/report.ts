import type { Analysis } from '../analysis/index.js';
import type { ErrorCode } from '../ir/index.js';
import type { ConventionCount } from '../conventions/index.js';
import type { Measurement } from '../measurement/index.js';
import type { Prediction } from '../platform/index.js';
import type { Finding, SuppressedFinding } from '../rules/index.js';
import type { RooflineReport } from './report-json.js';

/** All that is known of one model: what formats, and nobody else, turn into text. */
export interface Report {
  readonly kind: 'report';
  /** The model as the user named it; untrusted text. */
  readonly path: string;
  readonly analysis: Analysis;
  /** What tells this use of the model from others beside it, by option or `scenario`; only where several are reported. */
  readonly variant?: { readonly settings: Readonly<Record<string, string>> } | undefined;
  /** What rules found, less what the user knows and takes. */
  readonly findings: readonly Finding[];
  readonly suppressed?: readonly SuppressedFinding[] | undefined;
  readonly measurement?: Measurement | undefined;
  /** How long the model takes on a platform that the user names, without running there. */
  readonly prediction?: Prediction | undefined;
  /** The model's count as another tool would print it; only when asked for. */
  readonly convention?: ConventionCount | undefined;
  /** The most that the platform computes and moves. */
  readonly roofline?: RooflineReport | undefined;
}

/** A model that could not be read. */
export interface FailedReport {
  readonly kind: 'failed';
  readonly path: string;
  readonly error: { readonly code: ErrorCode | 'internal-error'; readonly message: string };
}
