import { equals, isAtLeast, maximum, print, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { optionFor, unknownTensor } from '../../ir/index.js';
import type { Attribute } from '../../ir/index.js';
import type { Branches } from '../../ops/index.js';
import type { Edge, LayerDiagnostic, Provenance } from '../analysis.js';
import { countNames } from '../accounts/counts.js';
import { perInference } from '../accounts/per-inference.js';
import { worse } from '../accounts/provenance.js';
import { bodyFrame, graphOf, openRegion, repeatBody } from './bodies.js';
import type { BodiesResult, WalkedBody } from './bodies.js';
import { cover } from './combine-values.js';
import type { LayerDraft } from './draft.js';
import { plausibleElements, steeringInputs } from './steering.js';
import { report } from './state.js';
import { walkGraph } from './walk.js';
import type { Frame, Walk } from './state.js';

/** Walks the bodies of an If and takes the one that runs, or the dearer one where that cannot be told. */
export function runBranches(
  walk: Walk,
  layer: LayerDraft,
  { bodies, taken }: Branches,
  attributes: ReadonlyMap<string, Attribute>,
  frame: Frame,
): BodiesResult {
  const { layers, diagnostics } = walk.draft;
  const mark = diagnostics.length;
  const walked = bodies.map((attribute) => {
    const first = layers.length;
    const region = openRegion(walk, layer, attribute);
    const graph = graphOf(attributes, attribute);
    const inner = bodyFrame(frame, layer, attribute, graph, region);
    // Which branch is the dearer one depends on all of its layers.
    const outputs = walk.answers.whole(() => walkGraph(walk, graph, inner));
    return { region, outputs, first, end: layers.length };
  });
  const chosen = taken ?? dearest(walk, walked);
  // Trouble in a branch that cannot run does not matter.
  if (taken !== undefined) {
    forget(
      walk,
      mark,
      ({ layer: at }) =>
        at !== undefined && walked.some(({ first, end }, index) => index !== taken && at >= first && at < end),
    );
  }
  walked.forEach(({ region, first, end }, index) => {
    if (index !== chosen) repeatBody(walk, layer, { region, first, end }, { pass: undefined, count: 0, open: none });
  });
  const steering = taken === undefined ? steeringInputs(walk.draft, layer.inputs) : [];
  if (taken === undefined) reportAssumed(walk, layer, bodies[chosen] ?? '', steering);
  const results = walked.filter((_, index) => index === chosen);
  if (taken === undefined) results.push(...walked.filter((_, index) => index !== chosen));
  const differing = differingSizes(walk, steering.length > 0);
  const count = Math.max(0, ...results.map(({ outputs }) => outputs.length));
  const values = Array.from({ length: count }, (_, index) => {
    const options = results.map(({ outputs }) => outputs[index]?.type ?? unknownTensor);
    const name = layer.node.outputs[index] ?? String(index);
    return options.reduce((left, right) => cover(left, right, (...sizes) => differing(name, ...sizes)));
  });
  const sources = values.map((_, index) => walked.flatMap(({ outputs }) => outputs[index] ?? []));
  // A condition that is data makes the choice data, whatever the branches give.
  const own: Provenance = taken === undefined ? 'data' : 'constant';
  const provenance = results
    .flatMap(({ outputs }) => outputs)
    .reduce<Provenance>((worst, edge) => worse(worst, edge?.provenance ?? 'data'), own);
  return { values, provenance, sources };
}

/**
 * The sizes of outputs where branches differ. Where the value of an input decides, those of the branch that the totals
 * take, which comes first; where data do, a symbol: one for all outputs that differ in the same way.
 */
function differingSizes(
  { symbols }: Walk,
  isAssumed: boolean,
): (name: string, part: string, taken?: Dim, other?: Dim) => Dim {
  const shared = new Map<string, Dim>();
  return (name, part, taken, other) => {
    if (taken === undefined || other === undefined) return symbols.fresh(name, part);
    if (isAssumed) return taken;
    const pair = `${print(taken)} ${print(other)}`;
    const size = shared.get(pair) ?? symbols.fresh(name, part, maximum(taken, other));
    shared.set(pair, size);
    return size;
  };
}

function forget(
  { draft: { diagnostics } }: Walk,
  from: number,
  isMoot: (diagnostic: LayerDiagnostic) => boolean,
): void {
  const kept = diagnostics.slice(from).filter((diagnostic) => !isMoot(diagnostic));
  diagnostics.length = from;
  for (const diagnostic of kept) diagnostics.push(diagnostic);
}

const none: ReadonlySet<string> = new Set();

/** Reports what decides which branch runs, and which one the totals take. */
function reportAssumed(walk: Walk, layer: LayerDraft, body: string, steering: readonly Edge[]): void {
  const { node, index, inputs } = layer;
  const assumed = `the totals take ${body}, the dearer one`;
  if (steering.length > 0) {
    const names = steering.map(({ name }) => name);
    const flags = steering.map((edge) => optionFor('--value', edge.name, plausibleElements(edge)));
    report(
      walk,
      'value-open',
      node,
      `which branch runs depends on the value of ${names.join(' and ')}: give it with ${flags.join(' ')}; ` +
        `until then ${assumed}`,
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
    const total = (count: 'macs' | 'arithmetic'): Dim =>
      sum(layers.map((layer) => perInference(layer, countNames[count], layer.cost?.[count] ?? 0)));
    return { macs: total('macs'), arithmetic: total('arithmetic') };
  });
  let best = 0;
  costs.forEach((cost, index) => {
    const leader = costs[best];
    if (leader === undefined || index === 0) return;
    const more = equals(cost.macs, leader.macs)
      ? isAtLeast(cost.arithmetic, leader.arithmetic) && !equals(cost.arithmetic, leader.arithmetic)
      : isAtLeast(cost.macs, leader.macs);
    if (more) best = index;
  });
  return best;
}
