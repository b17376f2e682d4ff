import type { Dim } from '../dim/index.js';
import { distinct } from './distinct.js';
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
  for (const edge of distinct(inputs)) if (edge !== undefined) traffic.push(passed(edge, 'read', reads, inputs));
  for (const edge of outputs) if (edge !== undefined) traffic.push(passed(edge, 'write', writes, outputs));
  // What grew by pushing keeps room for 17.
  return traffic.slice();
}

/** @param parts by position in `edges`, of what is only touched in part: the elements touched */
function passed(edge: EdgeDraft, direction: 'read' | 'write', parts: ReadonlyMap<number, Dim | undefined>, edges: readonly (EdgeDraft | undefined)[]): TrafficDraft {
  const position = parts.size === 0 ? -1 : edges.indexOf(edge);
  if (!parts.has(position)) return { edge, direction, elements: edge.elements, bytes: edge.bytes };
  const elements = parts.get(position);
  return { edge, direction, elements, bytes: bytesOf(elements, dtypeInMemory(edge)) };
}
