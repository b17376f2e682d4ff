import type { Dim } from '../../dim/index.js';
import type { Category, Node, StoredTensor, Value } from '../../ir/index.js';
import type { Detail, Experts, NodeCost, Operator, PackedWeight, Terms } from '../../ops/index.js';
import type { Edge, LayerDiagnostic, Provenance, Repeat } from '../analysis.js';
import { bytesOf, dtypeInMemory, elementsOf } from '../sizes.js';
import type { Counts } from '../accounts/counts.js';

/** An edge while the graph is walked; `Edge` is its finished, readonly face. */
export interface EdgeDraft {
  /** Its position in the draft's edges. */
  readonly id: number;
  readonly name: string;
  readonly type: Value;
  readonly declared: boolean;
  readonly provenance: Provenance;
  readonly producer: number | undefined;
  readonly stored: StoredTensor | undefined;
  readonly storedDType: Edge['storedDType'];
  readonly scales: readonly EdgeDraft[];
  readonly viewOf: EdgeDraft | undefined;
  /** How many elements it holds and the bytes that they take, as they lie in memory. */
  readonly elements: Dim | undefined;
  readonly bytes: Dim | undefined;
  /** Outputs of bodies that become this value, of a control-flow layer. */
  readonly sources: readonly EdgeDraft[];
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

/** The facts of a layer when the walk meets it; its figures come later. */
export type NewLayer = Pick<LayerDraft, 'node' | 'label' | 'path' | 'scope' | 'region' | 'inputs' | 'operator'>;

/** Adds a layer to a draft. Its counts are written out: to copy them from an object takes ten times as long. */
export function addLayer(draft: Draft, { node, label, path, scope, region, inputs, operator }: NewLayer): LayerDraft {
  const added: LayerDraft = {
    index: draft.layers.length,
    node,
    label,
    path,
    scope,
    region,
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

/** The facts that make an edge; other fields have defaults. */
export type NewEdge = Pick<EdgeDraft, 'name' | 'type' | 'provenance'> &
  Partial<Omit<EdgeDraft, 'id' | 'consumers' | 'isOutput' | 'elements' | 'bytes' | 'sources' | 'scales'>> & {
    readonly scales?: EdgeDraft['scales'] | undefined;
    readonly sources?: EdgeDraft['sources'] | undefined;
  };

/** Adds an edge to a draft. */
export function addEdge(draft: Draft, edge: NewEdge): EdgeDraft {
  const elements = elementsOf(edge.type);
  const added: EdgeDraft = {
    id: draft.edges.length,
    name: edge.name,
    type: edge.type,
    declared: edge.declared ?? false,
    provenance: edge.provenance,
    producer: edge.producer,
    stored: edge.stored,
    storedDType: edge.storedDType,
    scales: edge.scales ?? none,
    viewOf: edge.viewOf,
    elements,
    bytes: bytesOf(elements, dtypeInMemory({ type: edge.type, storedDType: edge.storedDType })),
    sources: edge.sources ?? none,
    consumers: noConsumers,
    isOutput: false,
  };
  draft.edges.push(added);
  return added;
}
