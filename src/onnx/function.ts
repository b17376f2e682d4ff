import type { Attribute, FunctionDefinition, Node, ValueInfo } from '../ir/index.js';
import { readAttribute } from './attribute.js';
import { readOpset, spelledOut } from './entry.js';
import { THINGS_OF_GRAPH } from './limits.js';
import { readNode } from './node.js';
import type { Reading } from './reading.js';
import { functionProto } from './schema.js';
import { readValueInfo } from './type.js';

/** Reads a FunctionProto that ends at `end`. */
export function readFunction(reading: Reading, end: number, origin: string): FunctionDefinition {
  const { cursor } = reading;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: string[] = [];
  const defaults = new Map<string, Attribute>();
  const opsets = new Map<string, number>();
  const nodes: Node[] = [];
  const valueInfo = new Map<string, ValueInfo>();
  let name = '';
  let domain = '';
  let overload = '';
  let defaultCount = 0;
  reading.count(THINGS_OF_GRAPH);
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case functionProto.node:
        nodes.push(readNode(reading, cursor.fieldEnd(end), `${origin}.node[${nodes.length}]`));
        break;
      case functionProto.input:
        inputs.push(cursor.text(end));
        break;
      case functionProto.output:
        outputs.push(cursor.text(end));
        break;
      case functionProto.attribute:
        attributes.push(cursor.text(end));
        break;
      case functionProto.attributeProto: {
        const [parameter, value] = readAttribute(reading, cursor.fieldEnd(end), {
          owner: origin,
          field: 'attribute_proto',
          index: defaultCount,
        });
        if (value !== undefined) defaults.set(parameter, value);
        defaultCount += 1;
        break;
      }
      case functionProto.opsetImport:
        readOpset(reading, cursor.fieldEnd(end), opsets);
        break;
      case functionProto.valueInfo: {
        const value = readValueInfo(reading, cursor.fieldEnd(end));
        valueInfo.set(value.name, value);
        break;
      }
      case functionProto.name:
        name = cursor.text(end);
        break;
      case functionProto.domain:
        domain = cursor.text(end);
        break;
      case functionProto.overload:
        overload = cursor.text(end);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return {
    name,
    domain: spelledOut(domain),
    overload,
    inputs,
    outputs,
    attributes,
    defaults,
    opsets,
    nodes,
    valueInfo,
  };
}
