import proto from 'onnx-proto';
import { codeOfDType, printOrigin } from '../ir/index.js';
import type { Attribute, Model, StoredTensor } from '../ir/index.js';
import { rewriteModel } from '../onnx/index.js';
import type { ByteSource } from '../onnx/index.js';
import { bytesOf, WEIGHTS_FILE } from './edits.js';
import type { Edits, NewNode, NewTensor } from './edits.js';

const { onnx } = proto;
const { AttributeType } = onnx.AttributeProto;

/** A model's file with changes made. Its weights are zeros. */
export interface WrittenModel {
  readonly bytes: Uint8Array;
  /** The bytes that the file of zeros must have, of which every weight takes what it needs from the start. */
  readonly dataBytes: number;
}

/** The file of `source` with changes made, and zeros in place of all weights of the main graph. */
export function writeModel(source: ByteSource, { graph }: Model, edits: Edits): WrittenModel {
  const zeros = graph.initializers.flatMap((stored) => {
    const tensor = edits.dropped.has(stored.name) ? undefined : asZeros(stored);
    return tensor === undefined ? [] : [[stored, tensor] as const];
  });
  const dropped = graph.initializers.filter(({ name }) => edits.dropped.has(name));
  const bytes = rewriteModel(source, {
    edits: {
      initializers: new Map([
        ...dropped.map(({ origin }) => [printOrigin(origin), undefined] as const),
        ...zeros.map(([{ name, origin }, tensor]) => [printOrigin(origin), encodeTensor(name, tensor)] as const),
      ]),
      added: [...edits.added].map(([name, tensor]) => encodeTensor(name, tensor)),
      inputs: edits.inputs,
      attributes: new Map(
        [...edits.attributes].map(([origin, own]) => [origin, new Map([...own].map(encodeAttribute))] as const),
      ),
      removed: edits.removed,
      nodes: new Map([...edits.nodes].map(([origin, nodes]) => [origin, nodes.map(encodeNode)])),
    },
  });
  const weights = [...edits.added.values(), ...zeros.map(([, tensor]) => tensor)];
  return { bytes, dataBytes: weights.reduce((most, tensor) => Math.max(most, bytesOf(tensor)), 0) };
}

function encodeTensor(name: string, tensor: NewTensor): Uint8Array {
  const { dtype, dims, elements } = tensor;
  const message = { name, dims: [...dims], dataType: codeOfDType(dtype) };
  if (elements !== undefined) {
    const data = dtype === 'int64' ? { int64Data: [...elements] } : { int32Data: [...elements] };
    return onnx.TensorProto.encode({ ...message, ...data }).finish();
  }
  return onnx.TensorProto.encode({
    ...message,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: WEIGHTS_FILE },
      { key: 'offset', value: '0' },
      { key: 'length', value: String(bytesOf(tensor)) },
    ],
  }).finish();
}

function encodeNode({ opType, domain, inputs, outputs, attributes }: NewNode, index: number): Uint8Array {
  const [output = ''] = outputs;
  return onnx.NodeProto.encode({
    name: `${output}_${opType}_${index}`,
    opType,
    domain: domain === 'ai.onnx' ? '' : domain,
    input: [...inputs],
    output: [...outputs],
    attribute: [...attributes].map(([name, attribute]) => ({ name, ...contentOf(attribute) })),
  }).finish();
}

/** An attribute of a kind that nodes of changes have. */
function contentOf(attribute: Attribute) {
  switch (attribute.kind) {
    case 'int':
      return { type: AttributeType.INT, i: Number(attribute.value) };
    case 'ints':
      return { type: AttributeType.INTS, ints: attribute.value.map(Number) };
    case 'float':
      return { type: AttributeType.FLOAT, f: attribute.value };
    case 'string':
      return { type: AttributeType.STRING, s: new TextEncoder().encode(attribute.value) };
    default:
      throw new Error(`no node of a change has ${attribute.kind} attributes`);
  }
}

function encodeAttribute([name, value]: readonly [string, number | readonly number[]]): readonly [string, Uint8Array] {
  const content =
    typeof value === 'number' ? { type: AttributeType.INT, i: value } : { type: AttributeType.INTS, ints: [...value] };
  return [name, onnx.AttributeProto.encode({ name, ...content }).finish()];
}

/** The tensor as zeros, where it is a weight; lists that may steer shapes keep their elements. */
function asZeros({ dims, elements, storedElements, dtype, bytes }: StoredTensor): NewTensor | undefined {
  const isKept = elements !== undefined || storedElements !== undefined;
  if (isKept || bytes === undefined || dtype === undefined || dtype === 'string') return undefined;
  return { dtype, dims: dims.map(Number), elements: undefined };
}
