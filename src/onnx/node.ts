import type { Attribute, Node } from '../ir/index.js';
import { readAttribute } from './attribute.js';
import { readEntry, spelledOut } from './entry.js';
import type { Reading } from './reading.js';
import { nodeProto } from './schema.js';

// Most nodes have no metadata and many have no attributes; they share these.
const noAttributes: ReadonlyMap<string, Attribute> = new Map();
const noMetadata: ReadonlyMap<string, string> = new Map();

/** Reads a NodeProto that ends at `end`. */
export function readNode(reading: Reading, end: number, origin: string): Node {
  const { cursor } = reading;
  reading.count();
  let inputs: string[] = [];
  let outputs: string[] = [];
  let name = '';
  let opType = '';
  let domain = '';
  let overload = '';
  let attributes: Map<string, Attribute> | undefined;
  let metadata: Map<string, string> | undefined;
  let attributeCount = 0;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case nodeProto.input:
        inputs = joined(inputs, cursor.texts(tag, end));
        break;
      case nodeProto.output:
        outputs = joined(outputs, cursor.texts(tag, end));
        break;
      case nodeProto.attribute:
        attributes ??= new Map();
        readAttribute(reading, cursor.fieldEnd(end), { owner: origin, field: 'attribute', index: attributeCount }, attributes);
        attributeCount += 1;
        break;
      case nodeProto.name:
        name = cursor.text(end);
        break;
      case nodeProto.opType:
        opType = cursor.text(end);
        break;
      case nodeProto.domain:
        domain = cursor.text(end);
        break;
      case nodeProto.overload:
        overload = cursor.text(end);
        break;
      case nodeProto.metadataProps:
        metadata ??= new Map();
        readEntry(reading, cursor.fieldEnd(end), metadata);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return {
    name,
    opType,
    domain: spelledOut(domain),
    overload,
    inputs,
    outputs,
    attributes: attributes ?? noAttributes,
    metadata: metadata ?? noMetadata,
    origin,
  };
}

/** Both lists; the second as it is in the usual case that there was nothing before. */
function joined(before: string[], texts: string[]): string[] {
  return before.length === 0 ? texts : before.concat(texts);
}
