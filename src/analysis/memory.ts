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
  inputs.forEach((edge, position) => {
    if (edge === undefined || inputs.indexOf(edge) !== position) return;
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
