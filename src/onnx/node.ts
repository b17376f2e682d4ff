import type { Node } from '../ir/index.js';
import { readEntry, spelledOut } from './entry.js';
import type { Reading } from './reading.js';
import { nodeProto } from './schema.js';

// Most nodes have no metadata, many no inputs; they share these.
const none: readonly string[] = [];
const noMetadata: ReadonlyMap<string, string> = new Map();

/** The input of the standard Attention that masks scores. */
const MASK_OF_ATTENTION = 3;

/** Reads a NodeProto that ends at `end`. */
export function readNode(reading: Reading, end: number, origin: string): Node {
  const { cursor } = reading;
  reading.count();
  let inputs: string[] | undefined;
  let outputs: string[] | undefined;
  let name = '';
  let opType = '';
  let domain = '';
  let overload = '';
  let attributes = reading.noAttributes;
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
        attributes = attributes.read(reading, cursor.fieldEnd(end), origin, attributeCount);
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
  const mask = inputs?.[MASK_OF_ATTENTION];
  if (opType === 'Attention' && domain === '' && mask !== undefined && mask !== '') reading.masks.add(mask);
  return {
    name,
    opType,
    domain: spelledOut(domain),
    overload,
    inputs: inputs ?? none,
    outputs: outputs ?? none,
    attributes: attributes.attributes,
    metadata: metadata ?? noMetadata,
    origin,
  };
}

/** Both lists, put together in the first; or the second list itself where the first is empty, as it mostly is. */
function joined(before: string[] | undefined, texts: string[]): string[] {
  if (before === undefined) return texts;
  for (const text of texts) before.push(text);
  return before;
}
