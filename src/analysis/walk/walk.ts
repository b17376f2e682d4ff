import type { Attribute, FunctionDefinition, Graph, Node, StoredTensor, Value } from '../../ir/index.js';
import { unknownTensor } from '../../ir/index.js';
import { addEdge, addLayer } from './draft.js';
import type { EdgeDraft, LayerDraft } from './draft.js';
import { evaluate } from './evaluate.js';
import { sayCutAxes } from './exported-sizes.js';
import { bindReferences, callFrame, MAX_CALL_DEPTH } from './functions.js';
import { findOperator, functionKey, runtimeDomains } from './operators.js';
import { namesCaptured, sortNodes } from './order.js';
import { isFollowed, provenanceOf } from '../accounts/provenance.js';
import { lookUp, report } from './state.js';
import type { Frame, Walk } from './state.js';
import { WalkTooLong } from './walk-budget.js';

/**
 * Walks a graph whose inputs the frame already holds: infers and costs every node, bodies and calls included.
 * @throws WalkTooLong for a body, when the walk has visited too many
 */
export function walkGraph(walk: Walk, graph: Graph, frame: Frame): readonly (EdgeDraft | undefined)[] {
  if (frame.region.owner !== undefined) {
    const names = graph.inputs.length + graph.outputs.length + graph.initializers.length;
    if (!walk.budget.take(graph.nodes, names, frame.path.length)) throw new WalkTooLong();
  }
  for (const stored of graph.initializers) {
    if (!frame.names.has(stored.name)) frame.names.set(stored.name, storedEdge(walk, stored, stored.name));
  }
  walkNodes(walk, graph.nodes, frame);
  frame.region.outputs = graph.outputs.map(({ name }) => (name === '' ? undefined : lookUp(name, frame)));
  return frame.region.outputs;
}

/** Walks nodes in an order in which values are made before they are read. */
function walkNodes(walk: Walk, nodes: readonly Node[], frame: Frame): void {
  // Runtimes make initializers of all Constant nodes before anything runs, and of two of one name keep the last.
  const running = nodes.filter((node) => !isConstant(node) || !defineConstant(walk, node, frame));
  // Nearly all files list their nodes in such an order.
  let inPlace = 0;
  for (const node of running) {
    const inputs = inputsMade(node, frame);
    if (inputs === undefined) break;
    walkNode(walk, node, frame, inputs);
    inPlace++;
  }
  if (inPlace === running.length) return;
  const sorted = sortNodes(running.slice(inPlace));
  for (const node of sorted.cyclic) report(walk, 'cycle', node, 'it reads a value that depends on its own output');
  for (const node of sorted.nodes) {
    walkNode(
      walk,
      node,
      frame,
      trimmed(node.inputs).map((name) => (name === '' ? undefined : resolve(walk, name, node, frame))),
    );
  }
}

/**
 * The values that a node's inputs name; undefined where not all that it reads, in its bodies too, has been made yet.
 */
function inputsMade(node: Node, frame: Frame): readonly (EdgeDraft | undefined)[] | undefined {
  const inputs = trimmed(node.inputs).map((name) => (name === '' ? undefined : lookUp(name, frame)));
  for (let index = 0; index < inputs.length; index++) {
    if (inputs[index] === undefined && node.inputs[index] !== '') return undefined;
  }
  for (const name of namesCaptured(node)) if (lookUp(name, frame) === undefined) return undefined;
  return inputs;
}

function isConstant({ opType, domain }: Node): boolean {
  return opType === 'Constant' && domain === 'ai.onnx';
}

function defineConstant(walk: Walk, node: Node, frame: Frame): boolean {
  const attributes =
    frame.attributes === undefined ? node.attributes : bindReferences(node.attributes, frame.attributes);
  const stored = walk.constants.of(node, attributes, frame.calls.length > 0);
  const name = node.outputs[0] ?? '';
  if (stored === undefined) return false;
  define(walk, node, frame, name, storedEdge(walk, stored, outerName(name, frame)));
  return true;
}

function walkNode(walk: Walk, node: Node, frame: Frame, inputs: readonly (EdgeDraft | undefined)[]): void {
  const attributes =
    frame.attributes === undefined ? node.attributes : bindReferences(node.attributes, frame.attributes);
  const callee = chooseFunction(walk, node, frame);
  if (callee !== undefined) walkCall(walk, node, frame, callee, inputs, attributes);
  else walkOperator(walk, node, frame, inputs, attributes);
}

function chooseFunction(walk: Walk, node: Node, frame: Frame): FunctionDefinition | undefined {
  if (walk.functions.size === 0) return undefined;
  const definition =
    walk.functions.get(functionKey(node)) ??
    (node.overload === '' ? undefined : walk.functions.get(functionKey({ ...node, overload: '' })));
  if (definition === undefined || walk.custom.find(node.domain, node.opType, undefined) !== undefined) return undefined;
  if (runtimeDomains.has(node.domain)) {
    const opset = frame.opsets.get(node.domain);
    const operator = walk.builtIn.find(node.domain, node.opType, opset);
    if (operator !== undefined && (opset === undefined || operator.since <= opset)) return undefined;
  }
  return definition;
}

function walkCall(
  walk: Walk,
  node: Node,
  frame: Frame,
  callee: FunctionDefinition,
  inputs: readonly (EdgeDraft | undefined)[],
  attributes: ReadonlyMap<string, Attribute>,
): void {
  const recursive = frame.calls.includes(callee);
  const tooDeep = frame.calls.length >= MAX_CALL_DEPTH;
  const names = callee.opsets.size + callee.defaults.size + attributes.size + inputs.length + node.outputs.length;
  if (recursive || tooDeep || !walk.budget.take(callee.nodes, names, frame.path.length)) {
    const why = recursive
      ? 'the function calls itself'
      : tooDeep
        ? `functions are nested more than ${MAX_CALL_DEPTH} deep`
        : new WalkTooLong().message;
    report(walk, recursive ? 'recursive-function' : 'limit-reached', node, why);
    walkOperator(walk, node, frame, inputs, attributes);
    return;
  }
  const label = walk.labels.of(node, frame.path);
  const inner = callFrame(walk.model, callee, frame, label, node, inputs, attributes);
  walkNodes(walk, callee.nodes, inner);
  callee.outputs.forEach((name, index) => {
    const outer = node.outputs[index] ?? '';
    if (outer === '') return;
    define(
      walk,
      node,
      frame,
      outer,
      lookUp(name, inner) ?? addEdge(walk.draft, outerName(outer, frame), unknownTensor, 'data'),
    );
  });
}

function walkOperator(
  walk: Walk,
  node: Node,
  frame: Frame,
  inputs: readonly (EdgeDraft | undefined)[],
  attributes: ReadonlyMap<string, Attribute>,
): void {
  const { draft } = walk;
  const outputNames = trimmed(node.outputs);
  const opset = frame.opsets.get(node.domain);
  const operator =
    walk.custom.find(node.domain, node.opType, undefined) ?? findOperator(walk.builtIn, node, frame.opsets);
  const label = walk.labels.of(node, frame.path);
  const layer = addLayer(draft, node, label, frame, inputs, operator);
  frame.region.layers.push(layer.index);

  const evaluated = evaluate(walk, layer, attributes, opset, outputNames, frame);
  const { inferred, values } = evaluated;
  if (walk.exported !== undefined) sayCutAxes(walk, layer, values);
  layer.cost = evaluated.cost;
  layer.detail = evaluated.detail;
  layer.packed = evaluated.packed;
  layer.experts = evaluated.experts;
  const provenance = evaluated.provenance ?? provenanceOf(operator, inputs, values);
  if (provenance === 'constant') {
    layer.category = 'constant';
    layer.times = 0;
  } else if (provenance === 'shape') layer.category = 'shape';

  const first = inputs[0];
  const isView = layer.cost?.memory === 'view' && first !== undefined;
  const keepsFacts = provenance === 'constant' && isFollowed(layer);
  layer.outputs = outputNames.map((name, index) => {
    if (name === '') return undefined;
    const value = values[index];
    const dtype = keepsFacts ? keptDType(layer, value) : undefined;
    const edge = addEdge(draft, outerName(name, frame), value ?? unknownTensor, provenance, dtype);
    edge.declared = inferred[index] !== value;
    edge.producer = layer.index;
    if (keepsFacts) edge.scales = keptScales(layer);
    if (isView && index === 0) edge.viewOf = first;
    const sources = evaluated.sources?.[index];
    if (sources !== undefined) edge.sources = sources;
    define(walk, node, frame, name, edge);
    return edge;
  });
}

/** The type in which kernels read a constant after it is moved or converted. */
function keptDType({ detail, inputs }: LayerDraft, value: Value | undefined): EdgeDraft['storedDType'] {
  const isQuantized = detail?.kind === 'quantization' && detail.function === 'quantize';
  return isQuantized && value?.kind === 'tensor' ? value.dtype : inputs[0]?.storedDType;
}

/** The scales by which a constant was dequantised after it is moved or converted. */
function keptScales({ detail, inputs }: LayerDraft): readonly EdgeDraft[] {
  const [first, ...others] = inputs;
  if (first === undefined) return [];
  if (detail?.kind !== 'quantization' || detail.function !== 'dequantize') return first.scales;
  return [...first.scales, ...others.filter((edge) => edge !== undefined)];
}

function resolve(walk: Walk, name: string, node: Node, frame: Frame): EdgeDraft {
  const edge = lookUp(name, frame);
  if (edge !== undefined) return edge;
  report(walk, 'undefined-input', node, `input ${name} is defined nowhere`);
  const missing = addEdge(walk.draft, name, unknownTensor, 'data');
  frame.names.set(name, missing);
  return missing;
}

function define(walk: Walk, node: Node, frame: Frame, name: string, edge: EdgeDraft): void {
  const { names } = frame;
  const before = names.size;
  names.set(name, edge);
  if (names.size === before) report(walk, 'duplicate-name', node, `output ${name} is defined twice`);
}

function storedEdge(walk: Walk, stored: StoredTensor, name: string): EdgeDraft {
  const edge = addEdge(walk.draft, name, walk.values.ofStored(stored), 'constant', stored.dtype);
  edge.stored = stored;
  return edge;
}

function outerName(name: string, frame: Frame): string {
  return frame.renamed?.get(name) ?? name;
}

function trimmed(names: readonly string[]): readonly string[] {
  let count = names.length;
  while (count > 0 && names[count - 1] === '') count--;
  return count === names.length ? names : names.slice(0, count);
}
