import type { Dim } from '../../dim/index.js';
import type { Category, Node, StoredTensor, Value } from '../../ir/index.js';
import type { Detail, Experts, NodeCost, Operator, PackedWeight, Terms } from '../../ops/index.js';
import type { Edge, LayerDiagnostic, Provenance, Repeat } from '../analysis.js';
import { bytesOf, dtypeOf, elementsOf } from '../sizes.js';
import type { Counts } from '../accounts/counts.js';
import { scopeOf } from './scope.js';

/** An edge while the graph is walked; `Edge` is its finished, readonly face. */
export interface EdgeDraft {
  /** Its position in the draft's edges. */
  readonly id: number;
  readonly name: string;
  readonly type: Value;
  declared: boolean;
  readonly provenance: Provenance;
  producer: number | undefined;
  stored: StoredTensor | undefined;
  readonly storedDType: Edge['storedDType'];
  scales: readonly EdgeDraft[];
  viewOf: EdgeDraft | undefined;
  /** How many elements it holds and the bytes that they take, as they lie in memory. */
  readonly elements: Dim | undefined;
  readonly bytes: Dim | undefined;
  /** Outputs of bodies that become this value, of a control-flow layer. */
  sources: readonly EdgeDraft[];
  consumers: number[];
  isOutput: boolean;
}

/** A layer while the graph is walked; `Layer` is its finished, readonly face. */
export interface LayerDraft extends Counts {
  readonly index: number;
  readonly node: Node;
  readonly label: string;
  readonly path: readonly string[];
  readonly scope: readonly string[];
  readonly region: number;
  readonly inputs: readonly (EdgeDraft | undefined)[];
  readonly operator: Operator | undefined;
  category: Category;
  times: Dim;
  repeats: readonly Repeat[];
  outputs: readonly (EdgeDraft | undefined)[];
  detail: Detail | undefined;
  cost: NodeCost | undefined;
  unpacked: readonly EdgeDraft[];
  unpackingFlops: Dim;
  memory: NodeCost['memory'] | undefined;
  terms: Terms;
  atMost: NodeCost['atMost'];
  packed: ReadonlyMap<number, PackedWeight> | undefined;
  experts: Experts | undefined;
}

// Most layers and values leave some of their lists empty; they share these empty ones.
const none: readonly never[] = [];
const noConsumers: number[] = [];
const noTerms: Terms = {};

/**
 * Adds a layer to a draft; its figures come later. Its counts are written out: to copy them from an object takes ten
 * times as long.
 */
export function addLayer(
  draft: Draft,
  node: Node,
  label: string,
  { path, region }: { readonly path: readonly string[]; readonly region: RegionDraft },
  inputs: LayerDraft['inputs'],
  operator: Operator | undefined,
): LayerDraft {
  const added: LayerDraft = {
    index: draft.layers.length,
    node,
    label,
    path,
    scope: scopeOf(node),
    region: region.index,
    inputs,
    operator,
    category: operator?.category ?? 'other',
    times: 1,
    repeats: none,
    outputs: none,
    detail: undefined,
    cost: undefined,
    parameterElements: 0,
    bufferElements: 0,
    parameterBytes: 0,
    macs: undefined,
    arithmetic: undefined,
    readBytes: undefined,
    writeBytes: undefined,
    movedElements: undefined,
    unpacked: none,
    unpackingFlops: 0,
    memory: undefined,
    terms: noTerms,
    atMost: undefined,
    packed: undefined,
    experts: undefined,
  };
  draft.layers.push(added);
  return added;
}

/** A region while the graph is walked. */
export interface RegionDraft {
  readonly index: number;
  readonly owner: number | undefined;
  readonly attribute: string | undefined;
  times: Dim;
  passes: Repeat | undefined;
  readonly layers: number[];
  /** Of a body that repeats: the inputs whose value a pass replaces by another. */
  readonly replaced: Set<number>;
  inputs: readonly EdgeDraft[];
  outputs: readonly (EdgeDraft | undefined)[];
}

/** The results of a walk so far. A pass over a loop's body that did not settle is taken back by cutting the lists. */
export interface Draft {
  readonly layers: LayerDraft[];
  readonly edges: EdgeDraft[];
  readonly regions: RegionDraft[];
  readonly diagnostics: LayerDiagnostic[];
}

/** The lengths of a draft's lists. */
export interface Mark {
  readonly layers: number;
  readonly edges: number;
  readonly regions: number;
  readonly diagnostics: number;
}

/** Where a draft stands now. */
export function markDraft({ layers, edges, regions, diagnostics }: Draft): Mark {
  return { layers: layers.length, edges: edges.length, regions: regions.length, diagnostics: diagnostics.length };
}

/** Takes back all that came since `mark`, and gives it. */
export function cutDraft(draft: Draft, mark: Mark): Draft {
  return {
    layers: draft.layers.splice(mark.layers),
    edges: draft.edges.splice(mark.edges),
    regions: draft.regions.splice(mark.regions),
    diagnostics: draft.diagnostics.splice(mark.diagnostics),
  };
}

/** Puts what was cut from a draft back where it was. */
export function putBack(draft: Draft, cut: Draft): void {
  for (const layer of cut.layers) draft.layers.push(layer);
  for (const edge of cut.edges) draft.edges.push(edge);
  for (const region of cut.regions) draft.regions.push(region);
  for (const diagnostic of cut.diagnostics) draft.diagnostics.push(diagnostic);
}

/** Adds an edge to a draft; where it comes from and what it shares memory with is told later. */
export function addEdge(
  draft: Draft,
  name: string,
  type: Value,
  provenance: Provenance,
  storedDType?: Edge['storedDType'],
): EdgeDraft {
  const elements = elementsOf(type);
  const added: EdgeDraft = {
    id: draft.edges.length,
    name,
    type,
    declared: false,
    provenance,
    producer: undefined,
    stored: undefined,
    storedDType,
    scales: none,
    viewOf: undefined,
    elements,
    bytes: bytesOf(elements, storedDType ?? dtypeOf(type)),
    sources: none,
    consumers: noConsumers,
    isOutput: false,
  };
  draft.edges.push(added);
  return added;
}
