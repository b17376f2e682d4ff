import { ExpressionTooLarge, spendText, textLength } from '../../dim/index.js';
import type { Attribute, Value } from '../../ir/index.js';
import { isRanked, MAX_RANK, messageOf, NetstatError, unknownTensor } from '../../ir/index.js';
import type { Application, Context, NodeCost, Operator } from '../../ops/index.js';
import { NodeError, SizesDiffer } from '../../ops/index.js';
import { ImpliedSize, relate } from './relations.js';
import { runControlFlow } from './control-flow.js';
import { checkCustomCost, checkCustomValues } from './custom-answer.js';
import { checkDeclared, settle } from './declared.js';
import type { LayerDraft } from './draft.js';
import { bakedTrouble, freeQuestion } from './exported-sizes.js';
import { TooManyUntold } from './symbols.js';
import { WalkTooLong } from './walk-budget.js';
import { report } from './state.js';
import type { Evaluated, Frame, Walk } from './state.js';

/**
 * Asks a layer's operator for what its node gives and costs, or takes the answer that another node with the same
 * question had.
 */
export function evaluate(
  walk: Walk,
  layer: LayerDraft,
  attributes: ReadonlyMap<string, Attribute>,
  opset: number | undefined,
  outputNames: readonly string[],
  frame: Frame,
): Evaluated {
  const { operator, node } = layer;
  if (operator === undefined) {
    report(walk, 'unknown-op', node, `operator ${node.domain}.${node.opType} is not known`, layer.index);
    return unanswered(walk, layer, outputNames, frame);
  }
  const place = walk.applications.placeOf(operator, attributes, layer.inputs);
  const known = place.answer;
  if (known === undefined || known.opset !== opset || known.values.length !== outputNames.length) {
    const answer = ask(walk, layer, operator, attributes, opset, outputNames, frame);
    if (answer.isShared === true) place.answer = answer;
    return answer;
  }
  if (!spends(walk, layer, known)) return unanswered(walk, layer, outputNames, frame);
  // What the file declares may contradict it under another name.
  const { values } = known;
  for (let index = 0; index < values.length; index++) {
    const name = outputNames[index] ?? '';
    if (frame.valueInfo.has(name)) checkDeclared(walk, layer, frame, name, values[index] ?? unknownTensor);
  }
  return known;
}

/** The results of a node of which nothing is known but what the file declares. */
function unanswered(walk: Walk, layer: LayerDraft, outputNames: readonly string[], frame: Frame): Evaluated {
  return { inferred: [], values: checked(walk, layer, outputNames, frame, []) };
}

/** The values of a layer's outputs, completed by the types that the file declares. */
function checked(
  walk: Walk,
  layer: LayerDraft,
  outputNames: readonly string[],
  frame: Frame,
  inferred: readonly Value[],
): readonly Value[] {
  return outputNames.map((name, index) => checkDeclared(walk, layer, frame, name, inferred[index] ?? unknownTensor));
}

/** The operator's answer to the question of one node. */
function ask(
  walk: Walk,
  layer: LayerDraft,
  operator: Operator,
  attributes: ReadonlyMap<string, Attribute>,
  opset: number | undefined,
  outputNames: readonly string[],
  frame: Frame,
): Evaluated {
  const { inputs } = layer;
  const isCustom = walk.custom.find(operator.domain, operator.type, undefined) === operator;
  let isOwn = false;
  const context: Context = {
    opset: opset ?? operator.since,
    outputCount: outputNames.length,
    fresh(what, atMost, of, namedAfter = 'value') {
      isOwn = true;
      const source = of === undefined ? undefined : inputs[operator.slots.findIndex(({ name }) => name === of)];
      if (source === undefined || namedAfter === 'value') {
        return walk.symbols.fresh(source?.name ?? layer.label, what, atMost);
      }
      const key = `${operator.type} ${what} ${source.id}`;
      const first = walk.firstReaders.get(key) ?? layer.label;
      walk.firstReaders.set(key, first);
      return walk.symbols.fresh(first, what, atMost);
    },
    warn(message, isAssumed = false) {
      isOwn = true;
      if (isAssumed) report(walk, 'size-assumed', layer.node, message, layer.index, 'info');
      else report(walk, 'malformed-node', layer.node, message, layer.index);
    },
  };
  const { diagnostics } = walk.draft;
  const told = diagnostics.length;
  const asked = freeQuestion(
    walk,
    layer,
    { types: inputs.map((edge) => edge?.type), attributes },
    outputNames[0] ?? '',
  );
  const application = guarded(walk, layer, () => operator.apply(asked.types, asked.attributes, context));
  if (application === undefined) return unanswered(walk, layer, outputNames, frame);
  const { controlFlow } = application;
  const outcome = guarded(walk, layer, () =>
    controlFlow === undefined
      ? { values: inferAll(application, isCustom).map((value) => walk.values.of(value)) }
      : runControlFlow(walk, layer, controlFlow, attributes, frame),
  );
  if (outcome === undefined) return unanswered(walk, layer, outputNames, frame);
  for (const relation of guarded(walk, layer, () => application.relations()) ?? []) relate(walk, layer, relation);
  const inferred = outcome.values;
  const values =
    guarded(walk, layer, () => checked(walk, layer, outputNames, frame, inferred)) ??
    outputNames.map(() => unknownTensor);
  const cost = guarded(walk, layer, () => costOf(application, values, isCustom));
  const detail = guarded(walk, layer, () => application.detail(values));
  if (controlFlow !== undefined) return { ...outcome, inferred, values, cost, detail };
  guarded(walk, layer, () => application.wants())?.forEach((sizes, position) => {
    const type = inputs[position]?.type;
    if (isRanked(type)) settle(walk, type.shape, sizes);
  });
  const packed = guarded(walk, layer, () => application.packed());
  const experts = guarded(walk, layer, () => application.experts());
  const text = textOf(values, cost);
  if (!spends(walk, layer, { text })) return unanswered(walk, layer, outputNames, frame);
  // An answer with a symbol of its own, or with trouble, holds for this node only.
  const isShared =
    !isOwn &&
    diagnostics.length === told &&
    values.every((value, index) => value === inferred[index] && isComplete(value));
  return { inferred, values, cost, detail, packed, experts, text, opset, isShared };
}

/** The number of figures in which a layer writes the formulas of its outputs' sizes. */
const FIGURES = 16;

/** Counts the text of an answer's formulas. Whether that is not too much in all. */
function spends(walk: Walk, layer: LayerDraft, { text = 0 }: Pick<Evaluated, 'text'>): boolean {
  return text === 0 || spendsText(walk, layer, FIGURES * text);
}

function spendsText(walk: Walk, layer: LayerDraft, text: number): boolean {
  return (
    guarded(walk, layer, () => {
      spendText(text);
      return true;
    }) === true
  );
}

function textOf(values: readonly Value[], cost: NodeCost | undefined): number {
  let text = cost === undefined ? 0 : textLength(cost.macs ?? 0) + textLength(cost.arithmetic ?? 0);
  for (const value of values) if (isRanked(value)) for (const dim of value.shape) text += textLength(dim);
  return text;
}

function inferAll(application: Application, isCustom: boolean): readonly Value[] {
  const values = application.infer();
  for (const value of values) {
    if (isRanked(value) && value.shape.length > MAX_RANK) {
      throw new NodeError(`its output would have ${value.shape.length} axes`);
    }
  }
  if (isCustom) checkCustomValues(values);
  return values;
}

function costOf(application: Application, values: readonly Value[], isCustom: boolean): NodeCost {
  const cost = application.cost(values);
  if (isCustom) checkCustomCost(cost);
  return cost;
}

/** Whether the file's annotations can add nothing to a value. */
function isComplete(value: Value): boolean {
  return isRanked(value) && value.dtype !== undefined;
}

/** Runs a piece of an operator's work; trouble in it becomes the node's diagnostic. */
function guarded<T>(walk: Walk, layer: LayerDraft, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    // An option that contradicts the model is the user's to mend.
    if (error instanceof NetstatError || error instanceof ImpliedSize) throw error;
    const { node, operator } = layer;
    if (operator !== undefined && walk.custom.find(operator.domain, operator.type, undefined) === operator) {
      const message = messageOf(error);
      const named = `${node.domain}.${node.opType}`;
      report(walk, 'malformed-node', node, `the operator ${named} of the configuration fails: ${message}`, layer.index);
    } else if (error instanceof NodeError) {
      if (error instanceof SizesDiffer) walk.differing.set(layer.index, `${layer.label}: ${error.message}`);
      const baked = bakedTrouble(walk, layer, error.message);
      report(walk, baked === undefined ? 'malformed-node' : 'baked-size', node, baked ?? error.message, layer.index);
    } else if (error instanceof ExpressionTooLarge) {
      report(walk, 'expression-too-large', layer.node, 'a formula in it grows too large', layer.index);
    } else if (error instanceof WalkTooLong || error instanceof TooManyUntold) {
      report(walk, 'limit-reached', layer.node, error.message, layer.index);
    } else {
      report(walk, 'internal-error', layer.node, `a bug in netstat: ${messageOf(error)}`, layer.index);
    }
    return undefined;
  }
}
