import type { Node } from '../ir/index.js';
import type { AttributeSet } from './attribute-set.js';
import { readAttribute } from './attribute.js';
import { DEFAULT_DOMAIN, readEntry, spelledOut } from './entry.js';
import { LONGEST_SHARED_ATTRIBUTE } from './limits.js';
import type { Reading } from './reading.js';
import { nodeProto } from './schema.js';

// Most nodes have no metadata, many no inputs; they share these.
const none: readonly string[] = [];
const noMetadata: ReadonlyMap<string, string> = new Map();

/** So many inputs take the memory of a node. */
const INPUTS_OF_THING = 8;

/** The inputs that mask scores of attention, by operator. */
const masksOf: ReadonlyMap<string, readonly number[]> = new Map([
  ['Attention', [3]],
  ['com.microsoft.Attention', [3, 5]],
  ['com.microsoft.MultiHeadAttention', [4, 5]],
  ['com.microsoft.GroupQueryAttention', [10]],
]);

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
        attributes = withAttribute(attributes, reading, cursor.fieldEnd(end), origin, attributeCount);
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
  const more = (outputs?.length ?? 0) - 1 + Math.floor((inputs?.length ?? 0) / INPUTS_OF_THING);
  if (more > 0) reading.count(more);
  if (inputs !== undefined && opType.endsWith('Attention')) {
    // onnxruntime's own operators are known without their domain, too.
    const standard = spelledOut(domain) === DEFAULT_DOMAIN ? masksOf.get(opType) : undefined;
    const prefix = spelledOut(domain) === DEFAULT_DOMAIN ? 'com.microsoft' : domain;
    for (const position of standard ?? masksOf.get(`${prefix}.${opType}`) ?? []) {
      const mask = inputs[position];
      if (mask !== undefined && mask !== '') reading.masks.add(mask);
    }
  }
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

/**
 * A set with the AttributeProto that ends at `end`, which is read unless a node before had one of these bytes; the set
 * itself where the attribute cannot be used.
 */
function withAttribute(set: AttributeSet, reading: Reading, end: number, owner: string, index: number): AttributeSet {
  const { cursor, diagnostics } = reading;
  const bytes = set.isShared ? cursor.rawText(end, LONGEST_SHARED_ATTRIBUTE) : undefined;
  const known = bytes === undefined ? undefined : set.grownBy(bytes);
  if (known !== undefined) {
    cursor.seek(end);
    return known;
  }
  const told = diagnostics.length;
  const [name, attribute] = readAttribute(reading, end, { owner, field: 'attribute', index });
  if (attribute === undefined) return set;
  // A diagnostic names the node that it is about.
  return set.with(name, attribute, diagnostics.length > told ? undefined : bytes);
}

/** Both lists, put together in the first; or the second list itself where the first is empty, as it mostly is. */
function joined(before: string[] | undefined, texts: string[]): string[] {
  if (before === undefined) return texts;
  for (const text of texts) before.push(text);
  return before;
}
