import type { Roofline } from '../analysis/index.js';
import type { ConventionCount } from '../conventions/index.js';
import type { Measurement } from '../measurement/index.js';
import type { Prediction } from '../platform/index.js';
import type { Times } from '../rules/index.js';
import type { BoundPlatform } from './bound-platform.js';
import type { ScenarioStudy } from './scenarios.js';

/** Parts of a report besides the analysis and the findings. */
export interface Additions {
  readonly measurement?: Measurement | undefined;
  /** How long the model takes on a platform that the user names, without running there. */
  readonly prediction?: Prediction | undefined;
  /** The worth of a change to the model there. */
  readonly worthOf?: Times['worthOf'];
  /** The runtime of the platform that times are predicted for. */
  readonly runtime?: Times['runtime'];
  /** Guidelines that do not hold there. */
  readonly refutedGuidelines?: Times['refutedGuidelines'];
  /** The most that the platform computes and moves. */
  readonly roofline?: Roofline | undefined;
  /** The model's count as another tool would print it. */
  readonly convention?: ConventionCount | undefined;
  /** The platform that times are bounded for. */
  readonly platform?: BoundPlatform | undefined;
  /** Lengths of context at which to show a model that keeps a state; the usual ones unless told. */
  readonly contexts?: readonly number[] | undefined;
  /** Named uses of the model; without any, the branches between which an input decides. */
  readonly scenarios?: readonly ScenarioStudy[] | undefined;
  /** Whether the report has the activations with their places in one block of memory. */
  readonly hasArena?: boolean | undefined;
}
