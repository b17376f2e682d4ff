import { add, divideExactly, floorDivide, isKnown, multiply, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { NodeCost } from '../../ops/index.js';
import type { Edge, Layer, Traffic } from '../analysis.js';
import { distinct } from '../distinct.js';
import { bytesOf, dtypeInMemory } from '../sizes.js';

/** By position: how many elements of a value are touched, where only a part of it is. */
type Parts = ReadonlyMap<number, Dim | undefined>;
type Edges = readonly (Edge | undefined)[];

/** The values that a layer touches; undefined for a view, for what its bodies do, and where it is not known. */
function streamed(
  memory: NodeCost['memory'] | undefined,
): { readonly reads: Parts; readonly writes: Parts } | undefined {
  return typeof memory === 'object' ? memory : undefined;
}

/**
 * The reads and writes of a layer if nothing is cached or fused (Ma et al. 2018, section 3), value by value: each
 * distinct input is read once and each output written once, in its own width. Of a value that the operator touches only
 * in part, that part counts.
 */
export function trafficOf({
  memory,
  inputs,
  outputs,
  unpacked,
}: Pick<Layer, 'memory' | 'inputs' | 'outputs' | 'unpacked'>): readonly Traffic[] {
  const parts = streamed(memory);
  if (parts === undefined) return [];
  const passed = (direction: Traffic['direction'], edges: Edges, among: Parts, places: Edges): readonly Traffic[] =>
    edges.flatMap((edge) => {
      if (edge === undefined) return [];
      const { elements, bytes } = passedOf(edge, among, places);
      return { edge, direction, elements, bytes };
    });
  return [
    ...passed('read', distinct(inputs), parts.reads, inputs),
    ...unpacked.flatMap((edge) => scalesRead(edge, parts.reads, inputs)),
    ...passed('write', outputs, parts.writes, outputs),
  ];
}

/** The scales and zero points that are read with an unpacked weight; with a part of it, those of the part. */
function scalesRead(weight: Edge, parts: Parts, edges: Edges): readonly Traffic[] {
  const touched = passedOf(weight, parts, edges).elements;
  return weight.scales.map((edge): Traffic => {
    const elements = touched === weight.elements ? edge.elements : proportion(edge.elements, touched, weight.elements);
    return { edge, direction: 'read', elements, bytes: bytesOf(elements, dtypeInMemory(edge)) };
  });
}

/** all · part / whole, rounded down where the division leaves a remainder. */
function proportion(all: Dim | undefined, part: Dim | undefined, whole: Dim | undefined): Dim | undefined {
  if (all === undefined || part === undefined || whole === undefined) return undefined;
  const product = multiply(all, part);
  return divideExactly(product, whole) ?? (isKnown(whole) && whole > 0 ? floorDivide(product, whole) : undefined);
}

/**
 * The operations that unpack a layer's quantised weights: the zero point is subtracted from each, and its scale
 * multiplies it.
 */
export function unpackingFlopsOf({
  memory,
  inputs,
  unpacked,
}: Pick<Layer, 'memory' | 'inputs' | 'unpacked'>): Dim | undefined {
  const parts = unpacked.length === 0 ? undefined : streamed(memory);
  if (parts === undefined) return 0;
  let operations: Dim | undefined = 0;
  for (const edge of unpacked) {
    const { elements } = passedOf(edge, parts.reads, inputs);
    operations = elements === undefined ? undefined : sumKnown(operations, multiply(2, elements));
  }
  return operations;
}

/** The sums over a layer's traffic, each undefined when a part of it is. */
export interface MemoryAccess {
  readonly readBytes: Dim | undefined;
  readonly writeBytes: Dim | undefined;
  readonly elements: Dim | undefined;
}

const nothing: MemoryAccess = { readBytes: 0, writeBytes: 0, elements: 0 };

/**
 * The memory access cost of a layer: the sums over what `trafficOf` lists, without making that list, because every
 * layer is asked.
 */
export function memoryAccessOf({
  memory,
  inputs,
  outputs,
  unpacked,
}: Pick<Layer, 'memory' | 'inputs' | 'outputs' | 'unpacked'>): MemoryAccess {
  const parts = streamed(memory);
  if (parts === undefined) return nothing;
  const isWhole = parts.reads.size === 0 && parts.writes.size === 0 && unpacked.length === 0;
  const plain = isWhole ? wholeAccess(distinct(inputs), outputs) : undefined;
  if (plain !== undefined) return plain;
  const readBytes = new KnownSum();
  const writeBytes = new KnownSum();
  const elements = new KnownSum();
  for (const edge of distinct(inputs)) {
    if (edge === undefined) continue;
    const passed = passedOf(edge, parts.reads, inputs);
    readBytes.add(passed.bytes);
    elements.add(passed.elements);
  }
  for (const edge of unpacked) {
    for (const scales of scalesRead(edge, parts.reads, inputs)) {
      readBytes.add(scales.bytes);
      elements.add(scales.elements);
    }
  }
  for (const edge of outputs) {
    if (edge === undefined) continue;
    const passed = passedOf(edge, parts.writes, outputs);
    writeBytes.add(passed.bytes);
    elements.add(passed.elements);
  }
  return { readBytes: readBytes.value(), writeBytes: writeBytes.value(), elements: elements.value() };
}

/**
 * The access to whole values of known sizes, which nearly all layers have; undefined where a size is open. The general
 * way takes twice as long.
 */
function wholeAccess(inputs: Edges, outputs: Edges): MemoryAccess | undefined {
  const read = wholeSum(inputs);
  const written = wholeSum(outputs);
  if (read === undefined || written === undefined) return undefined;
  return { readBytes: read.bytes, writeBytes: written.bytes, elements: add(read.elements, written.elements) };
}

function wholeSum(edges: Edges): { readonly bytes: number; readonly elements: number } | undefined {
  let bytes = 0;
  let elements = 0;
  for (const edge of edges) {
    if (edge === undefined) continue;
    if (typeof edge.bytes !== 'number' || typeof edge.elements !== 'number') return undefined;
    bytes += edge.bytes;
    elements += edge.elements;
  }
  return Number.isSafeInteger(bytes) && Number.isSafeInteger(elements) ? { bytes, elements } : undefined;
}

/**
 * A sum that is undefined as soon as a part is. Its formulas are added in one step, since a Concat may have thousands
 * of inputs.
 */
class KnownSum {
  // Not `#`, as in src/onnx/cursor.ts.
  private integers: Dim | undefined = 0;
  private formulas: Dim[] | undefined;

  add(part: Dim | undefined): void {
    if (typeof part === 'object') (this.formulas ??= []).push(part);
    else this.integers = part === undefined || this.integers === undefined ? undefined : add(this.integers, part);
  }

  value(): Dim | undefined {
    if (this.integers === undefined || this.formulas === undefined) return this.integers;
    return sum([...this.formulas, this.integers]);
  }
}

/** The elements and bytes of a value that are touched: its own, unless it is touched in part only. */
function passedOf(edge: Edge, parts: Parts, edges: Edges): Pick<Edge, 'elements' | 'bytes'> {
  if (parts.size === 0) return edge;
  for (const [position, elements] of parts) {
    // Of several places the first counts.
    if (edges[position] === edge && edges.indexOf(edge) === position) {
      return { elements, bytes: bytesOf(elements, dtypeInMemory(edge)) };
    }
  }
  return edge;
}

/** The sum of two figures; undefined when either is unknown. */
function sumKnown(left: Dim | undefined, right: Dim | undefined): Dim | undefined {
  return left === undefined || right === undefined ? undefined : add(left, right);
}

/** The bytes that a layer reads and writes; undefined when either is unknown. */
export function accessBytesOf({ readBytes, writeBytes }: Pick<Layer, 'readBytes' | 'writeBytes'>): Dim | undefined {
  return sumKnown(readBytes, writeBytes);
}
