import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Edge } from '../analysis.js';

/** A run whose past has a size that is given. */
export interface GivenRun {
  readonly before: number;
  /** Tokens in all when it ends. */
  readonly context: number;
  /** The states that grow. */
  readonly states: ReadonlySet<Edge>;
}

/** A state that grows from so many places. */
export interface FixedPast {
  readonly state: Edge;
  readonly before: number;
  readonly added: Dim;
}

/** The run that fixed pasts leave, by the longest of them. Where the tokens of a run are open, it is given one. */
export function givenRunOf(
  pasts: readonly FixedPast[],
  attention: readonly { readonly queryLength: Dim }[],
): GivenRun | undefined {
  const [longest] = pasts.toSorted((a, b) => b.before - a.before);
  if (longest === undefined) return undefined;
  const { before, added } = longest;
  const states = new Set(pasts.flatMap((past) => (past.before === before ? past.state : [])));
  // A window grows by less than what a run is given.
  const given = [...attention.map(({ queryLength }) => queryLength), added].find(isKnown);
  return { before, context: before + (given === undefined ? 1 : Number(given)), states };
}
