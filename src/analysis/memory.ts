import { ceilDivide, multiply, product, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { bitsOf } from '../ir/index.js';
import type { DType, Value } from '../ir/index.js';
import type { EdgeDraft, LayerDraft, TrafficDraft } from './draft.js';

/** How many elements a value holds, of a sequence those of all its items; undefined when unknown. */
export function elementsOf(value: Value): Dim | undefined {
  switch (value.kind) {
    case 'tensor':
      return value.shape === undefined ? undefined : product(value.shape);
    case 'sequence': {
      if (value.items !== undefined) {
        const counts = value.items.map(elementsOf);
        return counts.every((count) => count !== undefined) ? sum(counts) : undefined;
      }
      const each = value.element === undefined ? 0 : elementsOf(value.element);
      return each === undefined || value.length === undefined ? undefined : multiply(each, value.length);
    }
    case 'optional':
      return value.element === undefined || value.present === false ? 0 : elementsOf(value.element);
    case 'map':
      return undefined;
  }
}

/** The bytes that so many elements take, packed; undefined for text, whose width is not known. */
export function bytesOf(elements: Dim | undefined, dtype: DType | undefined): Dim | undefined {
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  if (elements === undefined || bits === undefined) return undefined;
  return bits % 8 === 0 ? multiply(elements, bits / 8) : ceilDivide(multiply(elements, bits), 8);
}

/** The element type in which a value lies in memory: constants as they are stored, others as they are. */
export function dtypeInMemory({ type, storedDType }: Pick<EdgeDraft, 'type' | 'storedDType'>): DType | undefined {
  if (storedDType !== undefined) return storedDType;
  let value: Value | undefined = type;
  while (value !== undefined && value.kind !== 'tensor') value = value.element;
  return value?.dtype;
}

/** The bytes that a value takes in memory. */
export function bytesOfEdge(edge: Pick<EdgeDraft, 'type' | 'storedDType'>): Dim | undefined {
  return bytesOf(elementsOf(edge.type), dtypeInMemory(edge));
}

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
    traffic.push(passed(edge, 'read', reads.has(position) ? reads.get(position) : elementsOf(edge.type)));
  });
  outputs.forEach((edge, position) => {
    if (edge !== undefined) traffic.push(passed(edge, 'write', writes.has(position) ? writes.get(position) : elementsOf(edge.type)));
  });
  return traffic;
}

function passed(edge: EdgeDraft, direction: 'read' | 'write', elements: Dim | undefined): TrafficDraft {
  return { edge, direction, elements, bytes: bytesOf(elements, dtypeInMemory(edge)) };
}
