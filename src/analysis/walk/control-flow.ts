import type { Attribute } from '../../ir/index.js';
import type { ControlFlow } from '../../ops/index.js';
import type { BodiesResult } from './bodies.js';
import { runBranches } from './branches.js';
import { cutDraft, markDraft } from './draft.js';
import type { LayerDraft } from './draft.js';
import { runRepetition } from './repetition.js';
import type { Frame, Walk } from './state.js';

/**
 * Walks the bodies of a control-flow node and combines what they give. A body is a graph as the one around it, so the
 * files of this recursion import each other in a circle: walk.ts evaluates a node, a node runs its bodies, and
 * branches.ts and body-pass.ts walk a body's graph.
 */
export function runControlFlow(
  walk: Walk,
  layer: LayerDraft,
  controlFlow: ControlFlow,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): BodiesResult {
  const mark = markDraft(walk.draft);
  try {
    return controlFlow.kind === 'branches'
      ? runBranches(walk, layer, controlFlow, attributes, frame)
      : runRepetition(walk, layer, controlFlow, attributes, frame);
  } catch (error) {
    // The layers of a body that was walked only in part are removed.
    cutDraft(walk.draft, mark);
    throw error;
  }
}
