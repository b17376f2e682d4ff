import type { Graph, Node, StoredTensor, ValueInfo } from '../ir/index.js';
import { THINGS_OF_GRAPH } from './limits.js';
import { findMaskParts } from './mask-parts.js';
import { readNode } from './node.js';
import type { Reading } from './reading.js';
import { graphProto } from './schema.js';
import { readSparseTensor, readTensor } from './tensor.js';
import { readValueInfo } from './type.js';

/** Reads a GraphProto that ends at `end`. */
export function readGraph(reading: Reading, end: number, origin: string): Graph {
  const { cursor } = reading;
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const valueInfo = new Map<string, ValueInfo>();
  const nodes: Node[] = [];
  const dense: StoredTensor[] = [];
  const sparse: StoredTensor[] = [];
  const segmented = new Set<string>();
  const placeOfNodes = `${origin}.node[`;
  let initializerCount = 0;
  let name = '';
  reading.enter();
  reading.count(THINGS_OF_GRAPH);
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case graphProto.node:
        nodes.push(readNode(reading, cursor.fieldEnd(end), `${placeOfNodes}${nodes.length}]`));
        break;
      case graphProto.initializer: {
        // Nodes come before initializers in files.
        if (initializerCount === 0 && reading.masks.size > 0) findMaskParts(nodes, reading.masks, reading.maskParts);
        const { tensor, segment } = readTensor(reading, cursor.fieldEnd(end), {
          owner: origin,
          field: 'initializer',
          index: initializerCount,
        });
        initializerCount += 1;
        // A tensor in segments comes several times, each with the dims of the whole.
        if (!segment || !segmented.has(tensor.name)) dense.push(tensor);
        if (segment) segmented.add(tensor.name);
        break;
      }
      case graphProto.sparseInitializer:
        sparse.push(
          readSparseTensor(reading, cursor.fieldEnd(end), {
            owner: origin,
            field: 'sparse_initializer',
            index: sparse.length,
          }),
        );
        break;
      case graphProto.valueInfo: {
        const value = readValueInfo(reading, cursor.fieldEnd(end));
        valueInfo.set(value.name, value);
        break;
      }
      case graphProto.input:
        inputs.push(readValueInfo(reading, cursor.fieldEnd(end)));
        break;
      case graphProto.output:
        outputs.push(readValueInfo(reading, cursor.fieldEnd(end)));
        break;
      case graphProto.name:
        name = cursor.text(end);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  reading.leave();
  return { name, inputs, outputs, valueInfo, initializers: sparse.length === 0 ? dense : [...dense, ...sparse], nodes };
}
