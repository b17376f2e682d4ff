import { ExpressionTooLarge } from '../dim/index.js';
import type { Attribute, DiagnosticCode, FunctionDefinition, Graph, Model, Node, StoredTensor, Value, ValueInfo } from '../ir/index.js';
import { unknownTensor } from '../ir/index.js';
import type { Context, Operator } from '../ops/index.js';
import { NodeError } from '../ops/index.js';
import { constantOf, valueOfStored } from './constants.js';
import { runControlFlow } from './control-flow.js';
import { checkDeclared } from './declared.js';
import { addEdge, addLayer } from './draft.js';
import type { Draft, EdgeDraft, LayerDraft, RegionDraft } from './draft.js';
import { bindReferences, callFrame, MAX_CALL_DEPTH, MAX_INLINED_NODES } from './functions.js';
import type { Labels } from './labels.js';
import { functionKey, runtimeDomains } from './operators.js';
import type { OperatorTable } from './operators.js';
import { sortNodes } from './order.js';
import { isFollowed, provenanceOf } from './provenance.js';
import { scopeOf } from './scope.js';
import type { Symbols } from './symbols.js';

/** What a walk over a model's graphs works with. */
export interface Walk {
  readonly model: Model;
  readonly draft: Draft;
  readonly symbols: Symbols;
  readonly labels: Labels;
  readonly custom: OperatorTable;
  readonly builtIn: OperatorTable;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  inlinedNodes: number;
}

/** Where names are looked up: a graph, a body within it, or a function's inside. */
export interface Frame {
  readonly parent: Frame | undefined;
  readonly names: Map<string, EdgeDraft>;
  /** Calls and bodies around it. */
  readonly path: readonly string[];
  readonly region: RegionDraft;
  readonly opsets: ReadonlyMap<string, number>;
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  /** What a function's attribute references stand for. */
  readonly attributes: ReadonlyMap<string, Attribute> | undefined;
  /** Names of a function's outputs, as its caller calls them. */
  readonly renamed: ReadonlyMap<string, string> | undefined;
  /** Functions being inlined around it. */
  readonly calls: readonly FunctionDefinition[];
}

/** Walks a graph whose inputs the frame already holds: infers and costs every node, bodies and calls included. */
export function walkGraph(walk: Walk, graph: Graph, frame: Frame): readonly (EdgeDraft | undefined)[] {
  for (const stored of graph.initializers) if (!frame.names.has(stored.name)) frame.names.set(stored.name, storedEdge(walk, stored, stored.name));
  walkNodes(walk, graph.nodes, frame);
  frame.region.outputs = graph.outputs.map(({ name }) => (name === '' ? undefined : lookUp(name, frame)));
  return frame.region.outputs;
}

/** Walks nodes in an order in which values are made before they are read. */
export function walkNodes(walk: Walk, nodes: readonly Node[], frame: Frame): void {
  // Runtimes make initializers of all Constant nodes before anything runs, and of two of one name keep the last.
  const running = nodes.filter((node) => !isConstant(node) || !defineConstant(walk, node, frame));
  const sorted = sortNodes(running);
  for (const node of sorted.cyclic) report(walk, 'cycle', node, 'it reads a value that depends on its own output');
  for (const node of sorted.nodes) walkNode(walk, node, frame);
}

function isConstant({ opType, domain }: Node): boolean {
  return opType === 'Constant' && domain === 'ai.onnx';
}

function defineConstant(walk: Walk, node: Node, frame: Frame): boolean {
  const attributes = frame.attributes === undefined ? node.attributes : bindReferences(node.attributes, frame.attributes);
  const stored = constantOf(node, attributes);
  const [name = ''] = node.outputs;
  if (stored === undefined) return false;
  define(walk, node, frame, name, storedEdge(walk, stored, outerName(name, frame)));
  return true;
}

function walkNode(walk: Walk, node: Node, frame: Frame): void {
  const attributes = frame.attributes === undefined ? node.attributes : bindReferences(node.attributes, frame.attributes);
  const inputs = trimmed(node.inputs).map((name) => (name === '' ? undefined : resolve(walk, name, node, frame)));
  const callee = chooseFunction(walk, node, frame);
  if (callee !== undefined) walkCall(walk, node, frame, callee, inputs, attributes);
  else walkOperator(walk, node, frame, inputs, attributes);
}

function chooseFunction(walk: Walk, node: Node, frame: Frame): FunctionDefinition | undefined {
  if (walk.functions.size === 0) return undefined;
  const definition = walk.functions.get(functionKey(node)) ?? (node.overload === '' ? undefined : walk.functions.get(functionKey({ ...node, overload: '' })));
  if (definition === undefined || walk.custom.find(node.domain, node.opType, undefined) !== undefined) return undefined;
  if (runtimeDomains.has(node.domain)) {
    const opset = frame.opsets.get(node.domain);
    const operator = walk.builtIn.find(node.domain, node.opType, opset);
    if (operator !== undefined && (opset === undefined || operator.since <= opset)) return undefined;
  }
  return definition;
}

function walkCall(walk: Walk, node: Node, frame: Frame, callee: FunctionDefinition, inputs: readonly (EdgeDraft | undefined)[], attributes: ReadonlyMap<string, Attribute>): void {
  walk.inlinedNodes += callee.nodes.length;
  const recursive = frame.calls.includes(callee);
  if (recursive || frame.calls.length >= MAX_CALL_DEPTH || walk.inlinedNodes > MAX_INLINED_NODES) {
    const why = recursive ? 'the function calls itself' : frame.calls.length >= MAX_CALL_DEPTH ? `functions are nested more than ${MAX_CALL_DEPTH} deep` : `inlining functions gives more than ${MAX_INLINED_NODES} nodes`;
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
    define(walk, node, frame, outer, lookUp(name, inner) ?? addEdge(walk.draft, { name: outerName(outer, frame), type: unknownTensor, provenance: 'data' }));
  });
}

function walkOperator(walk: Walk, node: Node, frame: Frame, inputs: readonly (EdgeDraft | undefined)[], attributes: ReadonlyMap<string, Attribute>): void {
  const { draft } = walk;
  const outputNames = trimmed(node.outputs);
  const opset = frame.opsets.get(node.domain);
  const operator = walk.custom.find(node.domain, node.opType, undefined) ?? walk.builtIn.find(node.domain, node.opType, opset);
  const label = walk.labels.of(node, frame.path);
  const layer = addLayer(draft, { node, label, path: frame.path, scope: scopeOf(node), region: frame.region.index, inputs, operator });
  frame.region.layers.push(layer.index);

  const context: Context = {
    opset: opset ?? operator?.since ?? 1,
    outputCount: outputNames.length,
    fresh: (what) => walk.symbols.fresh(layer.label, what),
    warn: (message) => report(walk, 'malformed-node', node, message, layer.index),
  };
  const evaluated = evaluate(walk, layer, operator, attributes, context, frame);
  const values = outputNames.map((name, index) => checkDeclared(walk, layer, frame, name, evaluated?.values[index] ?? unknownTensor));
  if (evaluated?.application !== undefined) {
    const { application } = evaluated;
    layer.cost = guarded(walk, layer, () => application.cost(values));
    layer.detail = guarded(walk, layer, () => application.detail(values));
  }
  const provenance = evaluated?.provenance ?? provenanceOf(operator, inputs, values);
  if (provenance === 'constant') {
    layer.category = 'constant';
    layer.times = 0;
  } else if (provenance === 'shape') layer.category = 'shape';

  const [first] = inputs;
  const isView = layer.cost?.memory === 'view' && first !== undefined;
  layer.outputs = outputNames.map((name, index) => {
    if (name === '') return undefined;
    const edge = addEdge(draft, {
      name: outerName(name, frame),
      type: values[index] ?? unknownTensor,
      declared: evaluated?.values[index] !== values[index],
      provenance,
      producer: layer.index,
      storedDType: provenance === 'constant' && isFollowed(layer) ? first?.storedDType : undefined,
      viewOf: isView && index === 0 ? first : undefined,
      sources: evaluated?.sources?.[index],
    });
    define(walk, node, frame, name, edge);
    return edge;
  });
}

interface Evaluated {
  readonly application: ReturnType<Operator['apply']> | undefined;
  readonly values: readonly Value[];
  readonly provenance?: EdgeDraft['provenance'];
  readonly sources?: readonly (readonly EdgeDraft[])[];
}

function evaluate(walk: Walk, layer: LayerDraft, operator: Operator | undefined, attributes: ReadonlyMap<string, Attribute>, context: Context, frame: Frame): Evaluated | undefined {
  if (operator === undefined) {
    report(walk, 'unknown-op', layer.node, `operator ${layer.node.domain}.${layer.node.opType} is not known`, layer.index);
    return undefined;
  }
  return guarded(walk, layer, (): Evaluated => {
    const application = operator.apply(layer.inputs.map((edge) => edge?.type), attributes, context);
    if (application.controlFlow === undefined) return { application, values: application.infer() };
    return { application, ...runControlFlow(walk, layer, application.controlFlow, attributes, frame) };
  });
}

/** Runs a piece of an operator's work; trouble in it becomes the node's diagnostic. */
function guarded<T>(walk: Walk, layer: LayerDraft, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof NodeError) report(walk, 'malformed-node', layer.node, error.message, layer.index);
    else if (error instanceof ExpressionTooLarge) report(walk, 'expression-too-large', layer.node, 'a formula in it grows too large', layer.index);
    else report(walk, 'internal-error', layer.node, `a bug in netstat: ${error instanceof Error ? error.message : String(error)}`, layer.index);
    return undefined;
  }
}

/** Tells of trouble in a node. */
export function report(walk: Walk, code: DiagnosticCode, node: Node, message: string, layer?: number, severity: 'info' | 'warning' = 'warning'): void {
  walk.draft.diagnostics.push({ code, severity, message, origin: node.origin, ...(layer === undefined ? {} : { layer }) });
}

/** The edge of that name in a frame or those around it. */
export function lookUp(name: string, frame: Frame): EdgeDraft | undefined {
  for (let scope: Frame | undefined = frame; scope !== undefined; scope = scope.parent) {
    const edge = scope.names.get(name);
    if (edge !== undefined) return edge;
  }
  return undefined;
}

function resolve(walk: Walk, name: string, node: Node, frame: Frame): EdgeDraft {
  const edge = lookUp(name, frame);
  if (edge !== undefined) return edge;
  report(walk, 'undefined-input', node, `input ${name} is defined nowhere`);
  const missing = addEdge(walk.draft, { name, type: unknownTensor, provenance: 'data' });
  frame.names.set(name, missing);
  return missing;
}

function define(walk: Walk, node: Node, frame: Frame, name: string, edge: EdgeDraft): void {
  if (frame.names.has(name)) report(walk, 'duplicate-name', node, `output ${name} is defined twice`);
  frame.names.set(name, edge);
}

function storedEdge(walk: Walk, stored: StoredTensor, name: string): EdgeDraft {
  return addEdge(walk.draft, { name, type: valueOfStored(stored), provenance: 'constant', stored, storedDType: stored.dtype });
}

function outerName(name: string, frame: Frame): string {
  return frame.renamed?.get(name) ?? name;
}

function trimmed(names: readonly string[]): readonly string[] {
  let count = names.length;
  while (count > 0 && names[count - 1] === '') count--;
  return count === names.length ? names : names.slice(0, count);
}
