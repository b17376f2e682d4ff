import {
  add,
  equals,
  isAtLeast,
  isKnown,
  minimum,
  multiply,
  subtract,
  sum,
  symbolsOf,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isInteger, optionFor, unknownTensor } from '../../ir/index.js';
import type { Attribute, Element, Graph, Value } from '../../ir/index.js';
import { isDim, NodeError } from '../../ops/index.js';
import type { BodyResult, Branches, ControlFlow, RepeatedBody, Repetition } from '../../ops/index.js';
import type { LayerDiagnostic, Provenance } from '../analysis.js';
import { cover, sameValue } from './combine-values.js';
import { addEdge, cutDraft, markDraft } from './draft.js';
import type { EdgeDraft, LayerDraft, RegionDraft } from './draft.js';
import { perInference } from '../accounts/per-inference.js';
import { worse } from '../accounts/provenance.js';
import { steeringInputs } from './steering.js';
import { valueOfDeclared } from './symbols.js';
import { report, walkGraph } from './walk.js';
import type { Frame, Walk } from './walk.js';

/** What a control-flow node gives, from the walks of its bodies. */
interface Outcome {
  readonly values: readonly Value[];
  readonly provenance: Provenance;
  /** For each output the bodies' outputs that become it. */
  readonly sources: readonly (readonly EdgeDraft[])[];
}

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

function runBranches(
  walk: Walk,
  layer: LayerDraft,
  { bodies, taken }: Branches,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): Outcome {
  const { layers, diagnostics } = walk.draft;
  const mark = diagnostics.length;
  const walked = bodies.map((attribute) => {
    const first = layers.length;
    const region = openRegion(walk, layer, attribute);
    const outputs = walkGraph(
      walk,
      graphOf(attributes, attribute),
      bodyFrame(frame, layer, attribute, graphOf(attributes, attribute), region),
    );
    return { region, outputs, first, end: layers.length };
  });
  const chosen = taken ?? dearest(walk, walked);
  // Trouble in a branch that cannot run is none.
  if (taken !== undefined) {
    forget(
      walk,
      mark,
      ({ layer: at }) =>
        at !== undefined && walked.some(({ first, end }, index) => index !== taken && at >= first && at < end),
    );
  }
  walked.forEach(({ region, first, end }, index) => {
    if (index !== chosen) scaleTimes(walk, layer, first, end, region, 0);
  });
  if (taken === undefined) reportAssumed(walk, layer, bodies[chosen] ?? '');
  const results = taken === undefined ? walked : walked.filter((_, index) => index === taken);
  const count = Math.max(0, ...results.map(({ outputs }) => outputs.length));
  const values = Array.from({ length: count }, (_, index) => {
    const options = results.map(({ outputs }) => outputs[index]?.type ?? unknownTensor);
    const name = layer.node.outputs[index] ?? String(index);
    return options.reduce((left, right) => cover(left, right, (part) => walk.symbols.fresh(name, part)));
  });
  const sources = values.map((_, index) => walked.flatMap(({ outputs }) => outputs[index] ?? []));
  // A condition that is data makes the choice data, whatever the branches give.
  const own: Provenance = taken === undefined ? 'data' : 'constant';
  const provenance = results
    .flatMap(({ outputs }) => outputs)
    .reduce<Provenance>((worst, edge) => worse(worst, edge?.provenance ?? 'data'), own);
  return { values, provenance, sources };
}

function forget(
  { draft: { diagnostics } }: Walk,
  from: number,
  isMoot: (diagnostic: LayerDiagnostic) => boolean,
): void {
  const kept = diagnostics.slice(from).filter((diagnostic) => !isMoot(diagnostic));
  diagnostics.length = from;
  diagnostics.push(...kept);
}

interface WalkedBody {
  readonly first: number;
  readonly end: number;
}

/** Says what would tell which branch runs, and which one the totals take. */
function reportAssumed(walk: Walk, layer: LayerDraft, body: string): void {
  const { node, index, inputs } = layer;
  const assumed = `the totals take ${body}, the dearer one`;
  const steering = steeringInputs(walk.draft, inputs);
  if (steering.length > 0) {
    const flags = steering.map((name) => optionFor('--value', name)).join(' ');
    report(
      walk,
      'value-open',
      node,
      `which branch runs depends on the value of ${steering.join(' and ')}: give it with ${flags}; until then ${assumed}`,
      index,
      'info',
    );
    return;
  }
  const cause = inputs.some((input) => input?.provenance === 'data') ? 'data' : 'sizes that are open';
  report(walk, 'branch-assumed', node, `which branch runs depends on ${cause}; ${assumed}`, index, 'info');
}

/** The body that costs most: by multiply-adds, then by operations, then the first. */
function dearest(walk: Walk, bodies: readonly WalkedBody[]): number {
  const costs = bodies.map(({ first, end }) => {
    const layers = walk.draft.layers.slice(first, end);
    const total = (figure: 'multiplyAdds' | 'flops'): Dim =>
      sum(layers.map((layer) => perInference(layer, figure, layer.cost?.[figure] ?? 0)));
    return { multiplyAdds: total('multiplyAdds'), flops: total('flops') };
  });
  let best = 0;
  costs.forEach((cost, index) => {
    const leader = costs[best];
    if (leader === undefined || index === 0) return;
    const more = equals(cost.multiplyAdds, leader.multiplyAdds)
      ? isAtLeast(cost.flops, leader.flops) && !equals(cost.flops, leader.flops)
      : isAtLeast(cost.multiplyAdds, leader.multiplyAdds);
    if (more) best = index;
  });
  return best;
}

function runRepetition(
  walk: Walk,
  layer: LayerDraft,
  repetition: Repetition,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): Outcome {
  const walked = repetition.bodies.flatMap((body) =>
    attributes.has(body.attribute) ? [runBody(walk, layer, body, graphOf(attributes, body.attribute), frame)] : [],
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

/** A loop settles when no pass changes its state; each axis changes once, so more passes than that are a body that never does. */
const SPARE_PASSES = 2;

function runBody(walk: Walk, layer: LayerDraft, body: RepeatedBody, graph: Graph, frame: Frame): WalkedRepetition {
  const initial = graph.inputs.map(
    (info, index) => body.inputs[index] ?? valueOfDeclared(info.type, info.name, walk.symbols) ?? unknownTensor,
  );
  const passes =
    SPARE_PASSES +
    Math.max(
      0,
      ...initial.map((value) =>
        value.kind === 'tensor' ? (value.shape?.length ?? 0) + (value.elements?.length ?? 0) : 1,
      ),
    );
  let state: readonly Value[] = initial;
  for (let pass = 1; ; pass++) {
    const mark = markDraft(walk.draft);
    const region = openRegion(walk, layer, body.attribute);
    const inner = bodyFrame(frame, layer, body.attribute, graph, region);
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
    const next = nextState(walk, layer, body, graph, state, outputs);
    const settled = next.every((value, index) => sameValue(value, state[index] ?? unknownTensor));
    if (settled || pass >= passes) {
      if (!settled) {
        report(
          walk,
          'loop-not-settled',
          layer.node,
          `the types of the body's state still change after ${pass} passes`,
          layer.index,
        );
      }
      const times = tripsOf(walk, layer, body, region, outputs);
      scaleTimes(walk, layer, mark.layers, walk.draft.layers.length, region, times);
      return { outputs: finalOutputs(walk, layer, body, initial, state, outputs, times), times, edges: outputs };
    }
    cutDraft(walk.draft, mark);
    state = next;
  }
}

function nextState(
  walk: Walk,
  layer: LayerDraft,
  body: RepeatedBody,
  graph: Graph,
  state: readonly Value[],
  outputs: readonly (EdgeDraft | undefined)[],
): readonly Value[] {
  const next = [...state];
  for (const { output, input } of body.carried) {
    const before = state[input];
    const after = outputs[output]?.type;
    const name = graph.inputs[input]?.name ?? String(input);
    if (before !== undefined && after !== undefined) {
      next[input] = cover(before, after, (part) => walk.symbols.fresh(`${layer.label}_${name}`, part));
    }
  }
  return next;
}

/** How often a body runs: its limit, unless a condition that it computes may end it earlier. */
function tripsOf(
  walk: Walk,
  layer: LayerDraft,
  { limit, condition }: RepeatedBody,
  region: RegionDraft,
  outputs: readonly (EdgeDraft | undefined)[],
): Dim {
  const passed = condition === undefined ? undefined : outputs[condition.output];
  const input = condition?.input === undefined ? undefined : region.inputs[condition.input];
  const mayStop =
    passed !== undefined &&
    originOf(passed) !== input &&
    !(passed.type.kind === 'tensor' && passed.type.elements?.[0] === true);
  if (limit !== undefined && !mayStop) return limit;
  const trips = walk.symbols.fresh(layer.label, 'trips');
  if (!isKnown(trips)) {
    report(walk, 'trips-unknown', layer.node, `how often its body runs depends on data`, layer.index, 'info');
  }
  return limit === undefined ? trips : (unlessTooLarge(() => minimum(limit, trips)) ?? trips);
}

function originOf(edge: EdgeDraft): EdgeDraft {
  let origin = edge;
  while (origin.viewOf !== undefined) origin = origin.viewOf;
  return origin;
}

/** The body's outputs after its last iteration. What grows by the same amount in every pass has grown by as many as there are trips. */
function finalOutputs(
  walk: Walk,
  layer: LayerDraft,
  body: RepeatedBody,
  initial: readonly Value[],
  state: readonly Value[],
  outputs: readonly (EdgeDraft | undefined)[],
  times: Dim,
): readonly Value[] {
  const inputOf = new Map(body.carried.map(({ output, input }) => [output, input]));
  const moving = new Set<string>();
  for (const value of state) {
    if (value.kind === 'tensor') {
      for (const dim of [...(value.shape ?? []), ...(value.elements ?? []).filter(isDim)]) symbolsOf(dim, moving);
    }
  }
  for (const value of initial) {
    if (value.kind === 'tensor') {
      for (const dim of [...(value.shape ?? []), ...(value.elements ?? []).filter(isDim)]) {
        for (const name of symbolsOf(dim)) moving.delete(name);
      }
    }
  }
  const steady = (dim: Dim): boolean => [...symbolsOf(dim)].every((name) => !moving.has(name));

  return outputs.map((edge, output): Value => {
    const after = edge?.type ?? unknownTensor;
    const input = inputOf.get(output);
    const before = input === undefined ? undefined : state[input];
    const start = input === undefined ? undefined : initial[input];
    if (after.kind !== 'tensor') return { ...after };
    if (before?.kind !== 'tensor' || start?.kind !== 'tensor') return { ...after };
    const name = layer.node.outputs[output] ?? edge?.name ?? String(output);
    const grown = (from: Dim | undefined, during: Dim | undefined, to: Dim): Dim | undefined => {
      if (steady(to)) return to;
      if (from === undefined || during === undefined) return undefined;
      const step = subtract(to, during);
      return steady(step) ? unlessTooLarge(() => add(from, multiply(times, step))) : undefined;
    };
    const shape = after.shape?.map(
      (dim, axis) => grown(start.shape?.[axis], before.shape?.[axis], dim) ?? walk.symbols.fresh(name, String(axis)),
    );
    const elements = after.elements?.map((element, index): Element | undefined => {
      if (!isDim(element) || after.dtype === undefined || !isInteger(after.dtype)) return element;
      const [from, during] = [start.elements?.[index], before.elements?.[index]];
      return grown(isDim(from) ? from : undefined, isDim(during) ? during : undefined, element);
    });
    return { ...after, shape, elements };
  });
}

function openRegion(walk: Walk, layer: LayerDraft, attribute: string): RegionDraft {
  const region: RegionDraft = {
    index: walk.draft.regions.length,
    owner: layer.index,
    attribute,
    times: 1,
    layers: [],
    replaced: new Set(),
    inputs: [],
    outputs: [],
  };
  walk.draft.regions.push(region);
  return region;
}

function bodyFrame(frame: Frame, layer: LayerDraft, attribute: string, graph: Graph, region: RegionDraft): Frame {
  return {
    ...frame,
    parent: frame,
    names: new Map(),
    path: [...frame.path, `${layer.label}.${attribute}`],
    region,
    valueInfo: graph.valueInfo,
    renamed: undefined,
  };
}

/** Multiplies how often the layers of a body of `owner` run, those of bodies within included. */
function scaleTimes(walk: Walk, owner: LayerDraft, first: number, end: number, region: RegionDraft, factor: Dim): void {
  const { layers, regions } = walk.draft;
  const scaled = (times: Dim): Dim =>
    unlessTooLarge(() => multiply(times, factor)) ?? walk.symbols.fresh(owner.label, 'runs');
  for (let index = first; index < end; index++) {
    const layer = layers[index];
    if (layer !== undefined) layer.times = scaled(layer.times);
  }
  for (let index = region.index; index < regions.length; index++) {
    const inner = regions[index];
    // Regions opened since belong to this body; of branches, those after it are their own.
    if (
      inner !== undefined &&
      (inner === region || (inner.owner !== undefined && inner.owner >= first && inner.owner < end))
    ) {
      inner.times = scaled(inner.times);
    }
  }
}

function graphOf(attributes: ReadonlyMap<string, Attribute>, name: string): Graph {
  const attribute = attributes.get(name);
  if (attribute?.kind !== 'graph') throw new NodeError(`attribute ${name} is missing`);
  return attribute.value;
}
