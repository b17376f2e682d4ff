import type { Attribute, FunctionDefinition, Graph, Model, Node, ValueInfo } from '../../ir/index.js';
import type { EdgeDraft } from './draft.js';
import type { Frame } from './state.js';

/**
 * Functions call functions at most so deep: exporters nest a handful of modules, and what goes on is a cycle through
 * overloads.
 */
export const MAX_CALL_DEPTH = 64;

/**
 * The frame of a function's inside: its inputs are the caller's values, its attribute references the call's attributes
 * or their defaults.
 */
export function callFrame(
  model: Model,
  callee: FunctionDefinition,
  frame: Frame,
  label: string,
  node: Node,
  inputs: readonly (EdgeDraft | undefined)[],
  attributes: ReadonlyMap<string, Attribute>,
): Frame {
  const names = new Map<string, EdgeDraft>();
  callee.inputs.forEach((name, index) => {
    const edge = inputs[index];
    if (edge !== undefined) names.set(name, edge);
  });
  const renamed = new Map<string, string>();
  callee.outputs.forEach((name, index) => {
    const outer = node.outputs[index];
    if (outer !== undefined && outer !== '') renamed.set(name, frame.renamed?.get(outer) ?? outer);
  });
  return {
    parent: undefined,
    names,
    path: [...frame.path, label],
    region: frame.region,
    // A function states its own opsets; what it leaves out is as the model imports it.
    opsets: new Map([...model.opsets, ...callee.opsets]),
    valueInfo: withOutputs(callee, frame, node),
    attributes: new Map([...callee.defaults, ...attributes]),
    renamed,
    calls: [...frame.calls, callee],
  };
}

/**
 * The types that a function annotates, and for its outputs those that its caller annotates: an operator that nobody
 * knows may make them.
 */
function withOutputs(callee: FunctionDefinition, { valueInfo }: Frame, node: Node): Frame['valueInfo'] {
  let all: Map<string, ValueInfo> | undefined;
  callee.outputs.forEach((name, index) => {
    const declared = valueInfo.get(node.outputs[index] ?? '');
    if (declared === undefined || callee.valueInfo.has(name)) return;
    all ??= new Map(callee.valueInfo);
    all.set(name, declared);
  });
  return all ?? callee.valueInfo;
}

/**
 * A node's attributes with the references among them replaced, in its bodies too. A reference to an attribute that the
 * call leaves out is absent.
 */
export function bindReferences(
  attributes: ReadonlyMap<string, Attribute>,
  values: ReadonlyMap<string, Attribute>,
): ReadonlyMap<string, Attribute> {
  let bound: Map<string, Attribute> | undefined;
  for (const [name, attribute] of attributes) {
    const replaced = bindReference(attribute, values);
    if (replaced === attribute) continue;
    bound ??= new Map(attributes);
    if (replaced === undefined) bound.delete(name);
    else bound.set(name, replaced);
  }
  return bound ?? attributes;
}

function bindReference(attribute: Attribute, values: ReadonlyMap<string, Attribute>): Attribute | undefined {
  switch (attribute.kind) {
    case 'reference':
      return values.get(attribute.value);
    case 'graph':
      return { kind: 'graph', value: bindGraph(attribute.value, values) };
    case 'graphs':
      return { kind: 'graphs', value: attribute.value.map((graph) => bindGraph(graph, values)) };
    default:
      return attribute;
  }
}

function bindGraph(graph: Graph, values: ReadonlyMap<string, Attribute>): Graph {
  const nodes = graph.nodes.map((node) => {
    const attributes = bindReferences(node.attributes, values);
    return attributes === node.attributes ? node : { ...node, attributes };
  });
  return { ...graph, nodes };
}
