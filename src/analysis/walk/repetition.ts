import {
  add,
  bind,
  fromInteger,
  isKnown,
  maximum,
  minimum,
  subtract,
  symbol,
  symbolsOf,
  toNumber,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { unknownTensor } from '../../ir/index.js';
import type { Attribute, Element, Graph, Tensor, Value, ValueInfo } from '../../ir/index.js';
import type { BodyResult, RepeatedBody, Repetition } from '../../ops/index.js';
import { questionOf } from './body-answers.js';
import type { SettledTypes } from './body-answers.js';
import { bodyFrame, graphOf, openRegion, repeatBody } from './bodies.js';
import type { Outcome } from './bodies.js';
import { cover, sameValue } from './combine-values.js';
import type { Differing } from './combine-values.js';
import { addEdge, cutDraft, markDraft, putBack } from './draft.js';
import type { EdgeDraft, LayerDraft, Mark, RegionDraft } from './draft.js';
import { solveGrowth } from './growth.js';
import { valueOfDeclared } from './symbols.js';
import { passesWhile, realLimit } from './trips.js';
import { mapDims, symbolsIn } from './value-dims.js';
import { report } from './state.js';
import { walkGraph } from './walk.js';
import type { Frame, Walk } from './state.js';

/** Walks the bodies of a Loop, a Scan or a search and gives what their last passes leave. */
export function runRepetition(
  walk: Walk,
  layer: LayerDraft,
  repetition: Repetition,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): Outcome {
  const walked = repetition.bodies.flatMap((body) =>
    attributes.has(body.attribute)
      ? [runBody({ walk, layer, body, graph: graphOf(attributes, body.attribute), frame })]
      : [],
  );
  const values = repetition.outputs(walked).map((value) => value ?? unknownTensor);
  // An output that is a body's output itself, not a stack of them, is carried state: the very value that the body left.
  const lefts = new Map(
    walked.flatMap(({ outputs, edges }) => outputs.map((value, index) => [value, edges[index]] as const)),
  );
  const sources = values.map((value) => {
    const left = lefts.get(value);
    return left === undefined ? [] : [left];
  });
  return { values, provenance: 'data', sources };
}

interface WalkedRepetition extends BodyResult {
  readonly edges: readonly (EdgeDraft | undefined)[];
}

/** A body that is to be walked, and where it stands. */
interface Body {
  readonly walk: Walk;
  readonly layer: LayerDraft;
  readonly body: RepeatedBody;
  readonly graph: Graph;
  readonly frame: Frame;
}

/** One walk over a body. */
interface Pass extends WalkedPass {
  /** Whether the draft has all of its layers. */
  readonly isWhole: boolean;
}

interface WalkedPass {
  readonly mark: Mark;
  readonly region: RegionDraft;
  readonly outputs: readonly (EdgeDraft | undefined)[];
}

/**
 * A loop settles when no pass changes its state; each axis changes once, so more passes than that are a body that never
 * does.
 */
const SPARE_PASSES = 2;

function runBody(of: Body): WalkedRepetition {
  const { walk, layer, body, frame } = of;
  const { answers } = walk;
  const limit = realLimit(body.limit);
  const once = limit === 1 ? runOnce(of) : undefined;
  if (once !== undefined) return once;
  const question = answers.isWithin ? questionOf(layer, body.attribute, frame) : undefined;
  const known = question === undefined ? undefined : answers.find(question);
  if (known !== undefined && answers.isTrial) {
    answers.leaveOut();
    return { ...known.result, outputs: known.result.outputs.map(copyOf), edges: [] };
  }
  const pass = walk.symbols.inner(layer.label, 'pass');
  let settled =
    known === undefined
      ? answers.tryTypes(() => settleBody(of, pass))
      : { ...known.settled, walked: walkPass(of, known.settled.state, '') };
  if (!answers.isTrial) settled = madeWhole(of, settled);
  const count = passesOf(of, settled.walked, pass, limit);
  const exact = toNumber(count);
  if (exact !== undefined && exact <= MAX_UNROLLED) {
    settled = madeWhole(of, settled);
    const { mark } = settled.walked;
    if (settled.open.size > 0 || hasOwnSymbols(walk, mark.layers)) {
      const unrolled = answers.whole(() => unroll(of, mark, exact));
      if (unrolled !== undefined) return unrolled;
    }
  }
  const result = finish(of, settled, pass, count);
  if (question !== undefined && known === undefined) {
    const { walked: _, ...types } = settled;
    answers.keep(question, { settled: types, result });
  }
  return result;
}

interface Settled extends SettledTypes {
  readonly walked: Pass;
}

/** Finds the types of a body's inputs in any pass, as formulas where they grow. */
function settleBody(of: Body, pass: string): Settled {
  const settled = settle(of);
  const moving = movingSymbols(settled.initial, settled.state);
  return moving.size === 0 ? settled : followGrowth(of, settled, moving, pass);
}

/** The same types, with a walk that has all of its layers. */
function madeWhole(of: Body, settled: Settled): Settled {
  const { walk } = of;
  if (settled.walked.isWhole) return settled;
  cutDraft(walk.draft, settled.walked.mark);
  return { ...settled, walked: walk.answers.whole(() => walkPass(of, settled.state, '')) };
}

/** The types of the body's inputs in the first pass; the number of the pass is `iteration`. */
function initialState({ walk, body, graph }: Body, iteration: Dim): readonly Value[] {
  return graph.inputs.map((info, index) => {
    if (index === body.iteration) return scalarLike(info, 'int64', iteration);
    // A pass begins only where the condition holds.
    if (index === body.condition?.input) return scalarLike(info, 'bool', true);
    return body.inputs[index] ?? valueOfDeclared(info.type, info.name, walk.symbols) ?? unknownTensor;
  });
}

/** One element in the shape that a body declares for it: exporters write scalars as lists of one. */
function scalarLike({ type }: ValueInfo, dtype: Tensor['dtype'], element: Element): Tensor {
  const declared = type?.kind === 'tensor' ? (type.shape ?? []) : [];
  const shape = declared.every((dimension) => dimension === 1) ? declared.map(() => 1) : [];
  return { kind: 'tensor', dtype, shape, elements: [element] };
}

/** Walks the body until its state's types stop changing; symbols stand for what changes. */
function settle(of: Body): Settled {
  const { walk, layer } = of;
  const limit = realLimit(of.body.limit);
  const pass = walk.symbols.inner(layer.label, 'pass');
  const initial = initialState(of, symbol(pass, limit === undefined ? undefined : maximum(subtract(limit, 1), 0)));
  const passes =
    SPARE_PASSES +
    Math.max(
      0,
      ...initial.map((value) =>
        value.kind === 'tensor' ? (value.shape?.length ?? 0) + (value.elements?.length ?? 0) : 1,
      ),
    );
  let state = initial;
  for (let number = 1; ; number++) {
    const walked = walkPass(of, state, '');
    const next = nextState(of, state, walked.outputs);
    const isSettled = next.every((value, index) => sameValue(value, state[index] ?? unknownTensor));
    if (isSettled || number >= passes) {
      return { initial, state, walked, open: movingSymbols(initial, state), unsettledAfter: isSettled ? 0 : number };
    }
    cutDraft(walk.draft, walked.mark);
    state = next;
  }
}

function walkPass(of: Body, state: readonly Value[], place: string): Pass {
  return of.walk.answers.walk(() => walkBody(of, state, place));
}

function walkBody({ walk, layer, body, graph, frame }: Body, state: readonly Value[], place: string): WalkedPass {
  const mark = markDraft(walk.draft);
  const region = openRegion(walk, layer, body.attribute);
  const inner = bodyFrame(frame, layer, `${body.attribute}${place}`, graph, region);
  region.inputs = graph.inputs.map(({ name }, index) => {
    const edge = addEdge(walk.draft, { name, type: state[index] ?? unknownTensor, provenance: 'data' });
    inner.names.set(name, edge);
    return edge;
  });
  const outputs = walkGraph(walk, graph, inner);
  for (const { output, input } of body.carried) {
    const left = outputs[output];
    if (left === undefined || originOf(left) !== region.inputs[input]) region.replaced.add(input);
  }
  return { mark, region, outputs };
}

function nextState(of: Body, state: readonly Value[], outputs: readonly (EdgeDraft | undefined)[]): readonly Value[] {
  const next = [...state];
  for (const { output, input } of of.body.carried) {
    const before = state[input];
    const after = outputs[output]?.type;
    if (before !== undefined && after !== undefined) next[input] = cover(before, after, movingName(of, input));
  }
  return next;
}

/** Names the symbols that stand for what changes in a part of the state. */
function movingName({ walk, layer, graph }: Body, input: number): Differing {
  const name = graph.inputs[input]?.name ?? String(input);
  return (part) => symbol(walk.symbols.inner(`${layer.label}_${name}`, part));
}

/** The symbols that stand for what changes in the state. */
function movingSymbols(initial: readonly Value[], state: readonly Value[]): ReadonlySet<string> {
  const moving = new Set<string>();
  state.forEach((value, index) => {
    if (value !== initial[index]) symbolsIn(value, moving);
  });
  for (const value of initial) for (const name of symbolsIn(value)) moving.delete(name);
  return moving;
}

/**
 * Walks the body once more with formulas in the number of the pass where symbols stood for sizes that change. They hold
 * when the walk gives the sizes of the next pass; otherwise the symbols stay.
 */
function followGrowth(of: Body, settled: Settled, moving: ReadonlySet<string>, pass: string): Settled {
  const { walk, body } = of;
  const { initial, state, walked } = settled;
  const parts = body.carried.map(({ output, input }) => ({
    initial: initial[input] ?? unknownTensor,
    before: state[input] ?? unknownTensor,
    after: walked.outputs[output]?.type ?? unknownTensor,
  }));
  const solved = solveGrowth(parts, moving, pass);
  if (solved.size === 0) return settled;
  const formulas = state.map((value, index) => (value === initial[index] ? value : bindValue(value, solved)));
  const before = cutDraft(walk.draft, walked.mark);
  const again = walkPass(of, formulas, '');
  const holds = body.carried.every(({ output, input }) => {
    const next = bindValue(formulas[input] ?? unknownTensor, new Map([[pass, add(symbol(pass), 1)]]));
    return sameValue(cover(next, again.outputs[output]?.type ?? unknownTensor, movingName(of, input)), next);
  });
  if (holds) {
    const open = new Set([...moving].filter((name) => !solved.has(name)));
    return { ...settled, state: formulas, walked: again, open };
  }
  cutDraft(walk.draft, again.mark);
  // What was walked with these types is not walked again.
  putBack(walk.draft, before);
  return settled;
}

function bindValue(value: Value, sizes: ReadonlyMap<string, Dim>): Value {
  return mapDims(value, (dim) => unlessTooLarge(() => bind(dim, sizes)) ?? dim);
}

/** How often a body runs: its limit, unless a condition that it computes ends it earlier. */
function passesOf({ walk, layer, body }: Body, { region, outputs }: Pass, pass: string, limit: Dim | undefined): Dim {
  const { condition } = body;
  const passed = condition === undefined ? undefined : outputs[condition.output];
  if (condition === undefined || passed === undefined) return limit ?? openPasses(walk, layer, undefined);
  const input = region.inputs[condition.input];
  const after =
    originOf(passed) === input ? true : passed.type.kind === 'tensor' ? passed.type.elements?.[0] : undefined;
  const passes = passesWhile(condition.initial, after, pass);
  if (passes === undefined) return openPasses(walk, layer, limit);
  if (passes === Infinity) return limit ?? openPasses(walk, layer, undefined);
  const count = fromAny(passes);
  return limit === undefined ? count : (unlessTooLarge(() => minimum(limit, count)) ?? openPasses(walk, layer, limit));
}

function fromAny(passes: Dim | number): Dim {
  return typeof passes === 'number' ? fromInteger(passes) : passes;
}

/** A symbol for a number of passes that only a run tells. */
function openPasses(walk: Walk, layer: LayerDraft, limit: Dim | undefined): Dim {
  const trips = walk.symbols.fresh(layer.label, 'trips', limit);
  if (!isKnown(trips)) {
    report(walk, 'trips-unknown', layer.node, `how often its body runs depends on data`, layer.index, 'info');
  }
  return trips;
}

function originOf(edge: EdgeDraft): EdgeDraft {
  let origin = edge;
  while (origin.viewOf !== undefined) origin = origin.viewOf;
  return origin;
}

/** A body that runs once sees what goes in, not a state that changes. */
function runOnce(of: Body): WalkedRepetition | undefined {
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
function copyOf(value: Value): Value {
  return { ...value };
}

/** Bodies of few passes are walked pass by pass where that tells sizes that no formula does. */
const MAX_UNROLLED = 64;
const MAX_UNROLLED_LAYERS = 4096;

/** Whether sizes in a walked body are symbols that its own layers are named in. */
function hasOwnSymbols(walk: Walk, from: number): boolean {
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
function unroll(of: Body, mark: Mark, count: number): WalkedRepetition | undefined {
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

function withIteration({ body, graph }: Body, state: readonly Value[], number: number): readonly Value[] {
  const info = body.iteration === undefined ? undefined : graph.inputs[body.iteration];
  return info === undefined || body.iteration === undefined
    ? state
    : state.with(body.iteration, scalarLike(info, 'int64', number));
}

/** Counts the passes of a walked body, and says what its outputs are after the last. */
function finish(
  of: Body,
  { state, walked, open, unsettledAfter }: Settled,
  pass: string,
  count: Dim,
): WalkedRepetition {
  const { walk, layer, body } = of;
  const { region, mark, outputs } = walked;
  const repeat = { pass, count, open };
  region.passes = repeat;
  repeatBody(walk, layer, { region, first: mark.layers, end: walk.draft.layers.length }, repeat);
  if (unsettledAfter > 0) {
    const message = `the types of the body's state still change after ${unsettledAfter} passes`;
    report(walk, 'loop-not-settled', layer.node, message, layer.index);
  }
  const inputOf = new Map(body.carried.map(({ output, input }) => [output, input]));
  const values = outputs.map((edge, output): Value => {
    const input = inputOf.get(output);
    const name = layer.node.outputs[output] ?? edge?.name ?? String(output);
    const after = edge?.type ?? unknownTensor;
    // What is carried is what one more pass would begin with; what is stacked is of one size in all passes.
    const value = input === undefined ? after : (state[input] ?? after);
    const end = new Map([[pass, input === undefined ? 0 : count]]);
    return mapDims(value.kind === 'tensor' && value.shape === undefined ? after : value, (dim, { kind, part }) => {
      const names = symbolsOf(dim);
      const isOpen = [...names].some((each) => open.has(each));
      const known = isOpen ? undefined : names.has(pass) ? unlessTooLarge(() => bind(dim, end)) : dim;
      return known ?? (kind === 'element' ? undefined : walk.symbols.fresh(name, part));
    });
  });
  return { outputs: values, times: count, edges: outputs };
}
