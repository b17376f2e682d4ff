import { add, fromInteger, isKnown, symbol, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat } from '../../ir/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { Role } from '../../ops/index.js';
import { append } from '../append.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { isFollowed } from './provenance.js';

/** A stored tensor, or one that a node makes once at load, and what it counts as. */
export interface StoredUseDraft {
  readonly edge: EdgeDraft;
  readonly kind: 'param' | 'buffer' | 'neither';
  readonly owner: number | undefined;
  readonly elements: Dim;
  readonly bytes: Dim | undefined;
}

/** What a tensor is used as, wherever it ends up. */
interface Ends {
  weight: boolean;
  /** Whether it is floating-point data. */
  data: boolean;
  /** Whether it is a statistic or a scale. */
  scale: boolean;
  /** The first layer that uses it while the model runs; Infinity when there is none. */
  first: number;
}

/**
 * What each stored tensor counts as, once, by the roles of the inputs that it feeds after it was moved, viewed or converted: a parameter where
 * it is a weight, or floating data of more than one element; else a buffer where it is a statistic or a scale; else neither.
 */
export function findParameters(draft: Draft): readonly StoredUseDraft[] {
  const becomes = bodyResults(draft);
  const uses: StoredUseDraft[] = [];
  const seen = new Map<StoredTensor, EdgeDraft[]>();
  // A function that is called twice brings its constants twice; the file stores them once.
  for (const edge of draft.edges) if (edge.stored !== undefined) append(seen, edge.stored, edge);
  seen.forEach((edges, stored) => {
    const edge = edges[0];
    if (edge === undefined) return;
    const ends = endsOf(draft, edges, becomes);
    const elements = edge.elements ?? symbol(`${stored.name}_elements`);
    const bytes = stored.bytes === undefined ? undefined : fromInteger(stored.bytes);
    uses.push({ edge, kind: kindOf(ends, elements), owner: ownerOf(edges, ends), elements, bytes });
  });
  for (const layer of draft.layers) if (makesWeights(layer)) uses.push(...madeWeights(draft, layer, becomes));
  return uses;
}

function kindOf({ weight, data, scale }: Ends, elements: Dim): StoredUseDraft['kind'] {
  if (weight || (data && !(isKnown(elements) && elements <= 1))) return 'param';
  return scale ? 'buffer' : 'neither';
}

/** The first layer that uses it while the model runs; where a runtime is done with it at load, the first that reads it. */
function ownerOf(edges: readonly EdgeDraft[], { first }: Ends): number | undefined {
  if (first !== Infinity) return first;
  let reader = Infinity;
  for (const { consumers } of edges) for (const index of consumers) reader = Math.min(reader, index);
  return reader === Infinity ? edges[0]?.producer : reader;
}

/** Where a value ends up that stands in several places; `counts` says which uses are any. */
function endsOf(
  draft: Draft,
  starts: readonly EdgeDraft[],
  becomes: ReadonlyMap<EdgeDraft, readonly EdgeDraft[]>,
  counts: (role: Role | 'value') => boolean = () => true,
): Ends {
  const ends: Ends = { weight: false, data: false, scale: false, first: Infinity };
  const open = starts.slice();
  // Most are read where they stand, and lead nowhere.
  let visited: Set<EdgeDraft> | undefined;
  const visit = (edge: EdgeDraft): void => {
    visited ??= new Set(starts);
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
      const { inputs, operator } = layer;
      const first: EdgeDraft | undefined = layer.outputs[0];
      const goesOn: boolean = inputs[0] === edge && first?.provenance === 'constant' && isFollowed(layer);
      if (goesOn) for (const output of layer.outputs) if (output !== undefined) visit(output);
      for (let position: number = goesOn ? 1 : 0; position < inputs.length; position++) {
        const role = inputs[position] === edge ? (operator?.roleOf(position) ?? 'activation') : undefined;
        if (role === undefined || !counts(role)) continue;
        if (role === 'weight') ends.weight = true;
        else if (role === 'statistic' || role === 'scale') ends.scale = true;
        else if (float && isData(role)) ends.data = true;
        if (layer.category !== 'constant') ends.first = Math.min(ends.first, index);
      }
    }
    becomes.get(edge)?.forEach(visit);
  }
  return ends;
}

/** Whether an input of that role is data that flows. */
function isData(role: Role | 'value'): boolean {
  return role === 'activation' || role === 'state' || role === 'value';
}

/** Outputs of bodies, with the outputs of control-flow layers that they become. */
function bodyResults({ edges, regions }: Draft): ReadonlyMap<EdgeDraft, readonly EdgeDraft[]> {
  const becomes = new Map<EdgeDraft, EdgeDraft[]>();
  if (regions.length > 1) for (const edge of edges) for (const source of edge.sources) append(becomes, source, edge);
  return becomes;
}

/** Whether a node makes values of nothing but sizes and single numbers, as ConstantOfShape and the random generators do. */
function makesWeights(layer: LayerDraft): boolean {
  const made = layer.category === 'constant' || (layer.category === 'random' && layer.inputs.length === 0);
  return made && !isFollowed(layer) && !layer.inputs.some((input) => input !== undefined && holdsData(input));
}

/** The weights among what such a node makes: params that take no bytes in the file. */
function madeWeights(
  draft: Draft,
  layer: LayerDraft,
  becomes: ReadonlyMap<EdgeDraft, readonly EdgeDraft[]>,
): readonly StoredUseDraft[] {
  return layer.outputs.flatMap((edge): StoredUseDraft[] => {
    const elements = edge?.elements;
    if (edge === undefined || elements === undefined) return [];
    const ends = endsOf(draft, [edge], becomes, (role) => !isData(role));
    const kind = kindOf(ends, elements);
    return kind === 'neither' ? [] : [{ edge, kind, owner: ownerOf([edge], ends), elements, bytes: 0 }];
  });
}

function holdsData({ type, elements }: EdgeDraft): boolean {
  if (type.kind !== 'tensor' || type.dtype === undefined || !isFloat(type.dtype)) return false;
  const count = elements === undefined ? undefined : toNumber(elements);
  return count === undefined || count > 1;
}

/** Sums of `uses` by owner. */
export function sumByOwner(
  uses: readonly StoredUseDraft[],
): ReadonlyMap<number, { params: Dim; buffers: Dim; paramBytes: Dim }> {
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
