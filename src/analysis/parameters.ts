import { add, fromInteger, isKnown, product, toNumber } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isFloat } from '../ir/index.js';
import type { StoredTensor } from '../ir/index.js';
import type { Role } from '../ops/index.js';
import { append } from './append.js';
import type { Draft, EdgeDraft, LayerDraft } from './draft.js';
import { isFollowed } from './provenance.js';

/** A stored tensor, or one that a node makes once at load, and what it counts as. */
export interface StoredUseDraft {
  readonly edge: EdgeDraft;
  readonly kind: 'param' | 'buffer' | 'neither';
  readonly owner: number | undefined;
  readonly elements: Dim;
  readonly bytes: Dim | undefined;
}

/** One place where a tensor ends up. */
interface Use {
  readonly role: Role;
  readonly layer: LayerDraft;
  readonly float: boolean;
}

/**
 * What each stored tensor counts as, once, by the roles of the inputs that it feeds after it was moved, viewed or converted: a parameter where
 * it is a weight, or floating data of more than one element; else a buffer where it is a statistic or a scale; else neither.
 */
export function findParameters(draft: Draft): readonly StoredUseDraft[] {
  const becomes = bodyResults(draft);
  const uses: StoredUseDraft[] = [];
  const seen = new Map<StoredTensor, [EdgeDraft, ...EdgeDraft[]]>();
  for (const edge of draft.edges) {
    if (edge.stored === undefined) continue;
    // A function that is called twice brings its constants twice; the file stores them once.
    const same = seen.get(edge.stored);
    if (same === undefined) seen.set(edge.stored, [edge]);
    else same.push(edge);
  }
  for (const [stored, edges] of seen) {
    const [edge, ...others] = edges;
    const ends = usesOf(draft, edge, becomes).concat(others.flatMap((each) => usesOf(draft, each, becomes)));
    const elements = edge.elements ?? product(stored.dims);
    const bytes = stored.bytes === undefined ? undefined : fromInteger(Math.ceil(Number(stored.bytes)));
    uses.push({ edge, kind: kindOf(ends, elements), owner: ownerOf(edges, ends), elements, bytes });
  }
  for (const layer of draft.layers) uses.push(...madeWeights(draft, layer, becomes));
  return uses;
}

function kindOf(uses: readonly Use[], elements: Dim): StoredUseDraft['kind'] {
  const many = !(isKnown(elements) && elements <= 1);
  if (uses.some(({ role, float }) => role === 'weight' || ((role === 'activation' || role === 'state') && float && many))) return 'param';
  return uses.some(({ role }) => role === 'statistic' || role === 'scale') ? 'buffer' : 'neither';
}

/** The first layer that uses it while the model runs; where a runtime is done with it at load, the first that reads it. */
function ownerOf(edges: readonly EdgeDraft[], uses: readonly Use[]): number | undefined {
  let first = Infinity;
  for (const { layer } of uses) if (layer.category !== 'constant') first = Math.min(first, layer.index);
  if (first === Infinity) for (const { consumers } of edges) for (const reader of consumers) first = Math.min(first, reader);
  return first === Infinity ? edges[0]?.producer : first;
}

function usesOf(draft: Draft, start: EdgeDraft, becomes: ReadonlyMap<EdgeDraft, readonly EdgeDraft[]>): Use[] {
  const uses: Use[] = [];
  const open = [start];
  // Most are read where they stand, and lead nowhere.
  let visited: Set<EdgeDraft> | undefined;
  const visit = (edge: EdgeDraft): void => {
    visited ??= new Set([start]);
    if (visited.has(edge)) return;
    visited.add(edge);
    open.push(edge);
  };
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const dtype = edge.type.kind === 'tensor' ? edge.type.dtype : undefined;
    const float = dtype !== undefined && isFloat(dtype);
    for (const index of edge.consumers) {
      const layer = draft.layers[index];
      if (layer === undefined) continue;
      const first: EdgeDraft | undefined = layer.outputs[0];
      const goesOn: boolean = layer.inputs[0] === edge && first?.provenance === 'constant' && isFollowed(layer);
      if (goesOn) for (const output of layer.outputs) if (output !== undefined) visit(output);
      for (let position: number = goesOn ? 1 : 0; position < layer.inputs.length; position++) {
        if (layer.inputs[position] !== edge) continue;
        const role = layer.operator?.roleOf(position) ?? 'activation';
        uses.push({ role: role === 'value' ? 'state' : role, layer, float });
      }
    }
    becomes.get(edge)?.forEach(visit);
  }
  return uses;
}

/** Outputs of bodies, with the outputs of control-flow layers that they become. */
function bodyResults({ edges }: Draft): ReadonlyMap<EdgeDraft, readonly EdgeDraft[]> {
  const becomes = new Map<EdgeDraft, EdgeDraft[]>();
  for (const edge of edges) for (const source of edge.sources) append(becomes, source, edge);
  return becomes;
}

/** Weights that a node makes of nothing but sizes and single numbers, as ConstantOfShape and the random generators do: params that take no bytes in the file. */
function madeWeights(draft: Draft, layer: LayerDraft, becomes: ReadonlyMap<EdgeDraft, readonly EdgeDraft[]>): StoredUseDraft[] {
  const made = layer.category === 'constant' || (layer.category === 'random' && layer.inputs.length === 0);
  if (!made || isFollowed(layer) || layer.inputs.some((input) => input !== undefined && holdsData(input))) return [];
  return layer.outputs.flatMap((edge): StoredUseDraft[] => {
    const elements = edge?.elements;
    if (edge === undefined || elements === undefined) return [];
    const uses = usesOf(draft, edge, becomes).filter(({ role }) => role !== 'activation' && role !== 'state');
    const kind = kindOf(uses, elements);
    return kind === 'neither' ? [] : [{ edge, kind, owner: ownerOf([edge], uses), elements, bytes: 0 }];
  });
}

function holdsData({ type, elements }: EdgeDraft): boolean {
  if (type.kind !== 'tensor' || type.dtype === undefined || !isFloat(type.dtype)) return false;
  const count = elements === undefined ? undefined : toNumber(elements);
  return count === undefined || count > 1;
}

/** Sums of `uses` by owner. */
export function sumByOwner(uses: readonly StoredUseDraft[]): ReadonlyMap<number, { params: Dim; buffers: Dim; paramBytes: Dim }> {
  const sums = new Map<number, { params: Dim; buffers: Dim; paramBytes: Dim }>();
  for (const { kind, owner, elements, bytes } of uses) {
    if (owner === undefined || kind === 'neither') continue;
    const sum = sums.get(owner) ?? { params: 0, buffers: 0, paramBytes: 0 };
    if (kind === 'param') {
      sum.params = add(sum.params, elements);
      sum.paramBytes = add(sum.paramBytes, bytes ?? 0);
    } else sum.buffers = add(sum.buffers, elements);
    sums.set(owner, sum);
  }
  return sums;
}
