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
import type { Attribute, Value } from '../../ir/index.js';
import type { Repetition } from '../../ops/index.js';
import { initialState, movingName, movingSymbols, nextState, walkPass } from './body-pass.js';
import type { Body, Pass } from './body-pass.js';
import { copyOf, hasOwnSymbols, MAX_UNROLLED, runOnce, unroll } from './unroll.js';
import type { WalkedRepetition } from './unroll.js';
import type { BodyQuestion, SettledTypes } from './body-answers.js';
import { graphOf, repeatBody } from './bodies.js';
import type { BodiesResult } from './bodies.js';
import { cover, sameValue } from './combine-values.js';
import { cutDraft, putBack } from './draft.js';
import type { EdgeDraft, LayerDraft } from './draft.js';
import { solveGrowth } from './growth.js';
import { namesCaptured } from './order.js';
import { rootOf } from './root.js';
import { passesWhile, realLimit } from './trips.js';
import { mapDims } from './value-dims.js';
import { lookUp, report } from './state.js';
import type { Frame, Walk } from './state.js';

/** Walks the bodies of a Loop, a Scan or a search, and gives the outputs of their last passes. */
export function runRepetition(
  walk: Walk,
  layer: LayerDraft,
  repetition: Repetition,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): BodiesResult {
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

/**
 * A loop settles when no pass changes its state. Each axis changes at most once, so a body that needs more passes never
 * settles.
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
  const after = rootOf(passed) === input ? true : passed.type.kind === 'tensor' ? passed.type.elements?.[0] : undefined;
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

/** Counts the passes of a walked body, and gives its outputs after the last one. */
function finish(
  of: Body,
  { initial, state, walked, open, unsettledAfter }: Settled,
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
    // Without a pass the state is what goes in.
    if (count === 0 && input !== undefined) return copyOf(initial[input] ?? after);
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

/** The question of a layer's body in a frame. */
function questionOf({ label, inputs, node }: LayerDraft, attribute: string, frame: Frame): BodyQuestion {
  const captured = namesCaptured(node).map((name) => lookUp(name, frame));
  const edges: readonly (EdgeDraft | undefined)[] = [...inputs, ...captured];
  return {
    place: `${attribute} ${label}`,
    values: edges.map((edge) => edge?.type),
    provenances: edges.map((edge) => edge?.provenance),
  };
}
