import type { Dim } from '../dim/index.js';
import type { EdgeDraft, LayerDraft, TrafficDraft } from './draft.js';
import { bytesOf, dtypeInMemory } from './sizes.js';

/**
 * The memory access cost of a layer if nothing is cached or fused (Ma et al. 2018, section 3): each distinct value read once, each output
 * written once, in its own width; of what an operator touches only a part, that part.
 */
export function trafficOf({ cost, inputs, outputs }: LayerDraft): readonly TrafficDraft[] {
  if (cost === undefined || cost.memory === 'view' || cost.memory === 'nothing') return [];
  const { reads, writes } = cost.memory;
  const traffic: TrafficDraft[] = [];
  const isRepeated = repetitionIn(inputs);
  inputs.forEach((edge, position) => {
    if (edge === undefined || isRepeated(edge, position)) return;
    traffic.push(passed(edge, 'read', reads.size > 0 && reads.has(position), reads.get(position)));
  });
  outputs.forEach((edge, position) => {
    if (edge !== undefined) traffic.push(passed(edge, 'write', writes.size > 0 && writes.has(position), writes.get(position)));
  });
  return traffic;
}

function passed(edge: EdgeDraft, direction: 'read' | 'write', isPart: boolean, part: Dim | undefined): TrafficDraft {
  if (!isPart) return { edge, direction, elements: edge.elements, bytes: edge.bytes };
  return { edge, direction, elements: part, bytes: bytesOf(part, dtypeInMemory(edge)) };
}

/** Most nodes read a handful of values, among which looking is quicker than keeping a set of them; a Concat may read thousands. */
const FEW = 8;

/** Tells whether a value at a position was there at an earlier one. */
function repetitionIn(edges: readonly (EdgeDraft | undefined)[]): (edge: EdgeDraft, position: number) => boolean {
  if (edges.length <= FEW) return (edge, position) => edges.indexOf(edge) !== position;
  const seen = new Set<EdgeDraft>();
  return (edge) => seen.has(edge) || !seen.add(edge);
}
