// Bodies that are walked pass by pass.

import { unknownTensor } from '../../ir/index.js';
import type { Value } from '../../ir/index.js';
import type { BodyResult } from '../../ops/index.js';
import { initialState, walkPass, withIteration } from './body-pass.js';
import type { Body, Pass } from './body-pass.js';
import { repeatBody } from './bodies.js';
import { cutDraft, putBack } from './draft.js';
import type { EdgeDraft, Mark } from './draft.js';
import { symbolsIn } from './value-dims.js';
import type { Walk } from './state.js';

/** The result of a walked body, with the edges of its outputs. */
export interface WalkedRepetition extends BodyResult {
  readonly edges: readonly (EdgeDraft | undefined)[];
}

/** Bodies of few passes are walked pass by pass where that tells sizes that no formula does. */
export const MAX_UNROLLED = 64;
const MAX_UNROLLED_LAYERS = 4096;

/** Whether sizes in a walked body are symbols that are named after its own layers. */
export function hasOwnSymbols(walk: Walk, from: number): boolean {
  const { layers } = walk.draft;
  const labels = new Set(layers.slice(from).map(({ label }) => label));
  return layers
    .slice(from)
    .some(({ outputs }) =>
      outputs.some((edge) => edge !== undefined && [...symbolsIn(edge.type)].some((name) => isOwn(walk, name, labels))),
    );
}

function isOwn({ symbols }: Walk, name: string, labels: ReadonlySet<string>): boolean {
  const owner = symbols.ownerOf(name);
  return owner !== undefined && labels.has(owner);
}

/**
 * Walks a body once for each of its passes, in place of the walk that begins at `mark`. Undefined where a size is
 * still open: that walk stands then.
 */
export function unroll(of: Body, mark: Mark, count: number): WalkedRepetition | undefined {
  const { walk, body } = of;
  const { draft } = walk;
  if (count < 1 || (draft.layers.length - mark.layers) * count > MAX_UNROLLED_LAYERS) return undefined;
  const before = cutDraft(draft, mark);
  let state = initialState(of, 0);
  let outputs: Pass['outputs'] = [];
  for (let number = 0; number < count; number++) {
    const walked = walkPass(
      of,
      number === 0 ? state : withIteration(of, state, number),
      number === 0 ? '' : `[${number}]`,
    );
    if (hasOwnSymbols(walk, walked.mark.layers)) {
      cutDraft(draft, mark);
      putBack(draft, before);
      return undefined;
    }
    const repeat = { pass: undefined, count: 1, open: none };
    walked.region.passes = repeat;
    ({ outputs } = walked);
    const next = [...state];
    for (const { output, input } of body.carried) next[input] = outputs[output]?.type ?? unknownTensor;
    state = next;
  }
  return { outputs: outputs.map((edge) => copyOf(edge?.type ?? unknownTensor)), times: count, edges: outputs };
}

/** A body that runs once sees what goes in, not a state that changes. */
export function runOnce(of: Body): WalkedRepetition | undefined {
  const { walk, layer, body } = of;
  if (typeof body.condition?.initial === 'object') return undefined;
  const { mark, region, outputs } = walkPass(of, initialState(of, 0), '');
  const repeat = { pass: undefined, count: 1, open: none };
  region.passes = repeat;
  repeatBody(walk, layer, { region, first: mark.layers, end: walk.draft.layers.length }, repeat);
  return { outputs: outputs.map((edge) => copyOf(edge?.type ?? unknownTensor)), times: 1, edges: outputs };
}

const none: ReadonlySet<string> = new Set();

/** A value of its own, by which the body's output is found again. */
export function copyOf(value: Value): Value {
  return { ...value };
}
