import type { Attribute } from '../../ir/index.js';
import type { ControlFlow } from '../../ops/index.js';
import type { Outcome } from './bodies.js';
import { runBranches } from './branches.js';
import type { LayerDraft } from './draft.js';
import { runRepetition } from './repetition.js';
import type { Frame, Walk } from './walk.js';

/** Walks the bodies of a control-flow node and combines what they give. */
export function runControlFlow(
  walk: Walk,
  layer: LayerDraft,
  controlFlow: ControlFlow,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): Outcome {
  return controlFlow.kind === 'branches'
    ? runBranches(walk, layer, controlFlow, attributes, frame)
    : runRepetition(walk, layer, controlFlow, attributes, frame);
}
