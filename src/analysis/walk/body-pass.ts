// One walk over the body of a loop.

import { symbol } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { unknownTensor } from '../../ir/index.js';
import type { Element, Graph, Tensor, Value, ValueInfo } from '../../ir/index.js';
import type { RepeatedBody } from '../../ops/index.js';
import { bodyFrame, openRegion } from './bodies.js';
import { cover } from './combine-values.js';
import type { Differing } from './combine-values.js';
import { addEdge, markDraft } from './draft.js';
import type { EdgeDraft, LayerDraft, Mark, RegionDraft } from './draft.js';
import { rootOf } from './root.js';
import { valueOfDeclared } from './symbols.js';
import { symbolsIn } from './value-dims.js';
import { walkGraph } from './walk.js';
import type { Frame, Walk } from './state.js';

/** A body to walk, and the place where it stands. */
export interface Body {
  readonly walk: Walk;
  readonly layer: LayerDraft;
  readonly body: RepeatedBody;
  readonly graph: Graph;
  readonly frame: Frame;
}

/** One walk over a body. */
export interface Pass extends WalkedPass {
  /** Whether the draft has all of its layers. */
  readonly isWhole: boolean;
}

interface WalkedPass {
  readonly mark: Mark;
  readonly region: RegionDraft;
  readonly outputs: readonly (EdgeDraft | undefined)[];
}

/** The types of the body's inputs in the first pass, or in any where they grow by a rule; the number of the pass is `iteration`. */
export function initialState({ walk, body, graph }: Body, iteration: Dim): readonly Value[] {
  const given = body.inputsIn?.(iteration) ?? body.inputs;
  return graph.inputs.map((info, index) => {
    if (index === body.iteration) return scalarLike(info, 'int64', iteration);
    // A pass begins only where the condition holds.
    if (index === body.condition?.input) return scalarLike(info, 'bool', true);
    return given[index] ?? valueOfDeclared(info.type, info.name, walk.symbols) ?? unknownTensor;
  });
}

/** One element in the shape that a body declares for it: exporters write scalars as lists of one. */
function scalarLike({ type }: ValueInfo, dtype: Tensor['dtype'], element: Element): Tensor {
  const declared = type?.kind === 'tensor' ? (type.shape ?? []) : [];
  const shape = declared.every((dimension) => dimension === 1) ? declared.map(() => 1) : [];
  return { kind: 'tensor', dtype, shape, elements: [element] };
}

/** Walks a body whose inputs have the values of `state`; `place` tells its layers from those of other passes. */
export function walkPass(of: Body, state: readonly Value[], place: string): Pass {
  return of.walk.answers.walk(() => walkBody(of, state, place));
}

function walkBody({ walk, layer, body, graph, frame }: Body, state: readonly Value[], place: string): WalkedPass {
  const mark = markDraft(walk.draft);
  const region = openRegion(walk, layer, body.attribute);
  const inner = bodyFrame(frame, layer, `${body.attribute}${place}`, graph, region);
  region.inputs = graph.inputs.map(({ name }, index) => {
    const edge = addEdge(walk.draft, name, state[index] ?? unknownTensor, 'data');
    inner.names.set(name, edge);
    return edge;
  });
  const outputs = walkGraph(walk, graph, inner);
  for (const { output, input } of body.carried) {
    const left = outputs[output];
    if (left === undefined || rootOf(left) !== region.inputs[input]) region.replaced.add(input);
  }
  return { mark, region, outputs };
}

/** The state with which the next pass begins: what is carried covers both passes where they differ. */
export function nextState(
  of: Body,
  state: readonly Value[],
  outputs: readonly (EdgeDraft | undefined)[],
): readonly Value[] {
  const next = [...state];
  for (const { output, input } of of.body.carried) {
    const before = state[input];
    const after = outputs[output]?.type;
    if (before !== undefined && after !== undefined) next[input] = cover(before, after, movingName(of, input));
  }
  return next;
}

/** Names the symbols that stand for what changes in a part of the state. */
export function movingName({ walk, layer, graph }: Body, input: number): Differing {
  const name = graph.inputs[input]?.name ?? String(input);
  return (part) => symbol(walk.symbols.inner(`${layer.label}_${name}`, part));
}

/** The symbols that stand for what changes in the state. */
export function movingSymbols(initial: readonly Value[], state: readonly Value[]): ReadonlySet<string> {
  const moving = new Set<string>();
  state.forEach((value, index) => {
    if (value !== initial[index]) symbolsIn(value, moving);
  });
  for (const value of initial) for (const name of symbolsIn(value)) moving.delete(name);
  return moving;
}

/** The state with that number of the pass. */
export function withIteration({ body, graph }: Body, state: readonly Value[], number: number): readonly Value[] {
  const info = body.iteration === undefined ? undefined : graph.inputs[body.iteration];
  return info === undefined || body.iteration === undefined
    ? state
    : state.with(body.iteration, scalarLike(info, 'int64', number));
}
