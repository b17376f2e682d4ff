import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { onnx as schema } from 'onnx-proto';
import onnxProto from 'onnx-proto';
import protobuf from 'protobufjs/minimal.js';

const { onnx } = onnxProto;

const side = 4096;
const weightBytes = side * side * 4;
const float = onnx.TensorProto.DataType.FLOAT;

/** Numbers of the fields that are written by hand, since what they hold does not fit in memory. */
const fields = { modelGraph: 7, graphInitializer: 5, tensorRawData: 9 } as const;

/**
 * Writes a chain of `count` matrix products with weights of 64 MiB each in a file beside the model, which is never
 * made.
 */
export function writeExternalWeights(file: string, count: number): void {
  const graph = productGraph(count);
  graph.initializer = Array.from({ length: count }, (_, index) => ({
    ...weight(index),
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: 'weights.bin' },
      { key: 'offset', value: String(index * weightBytes) },
      { key: 'length', value: String(weightBytes) },
    ],
  }));
  writeFileSync(file, onnx.ModelProto.encode({ ...header, graph }).finish());
}

/** Writes the same chain with its weights in the file: holes of 64 MiB, which take no room on most disks. */
export function writeInlineWeights(file: string, count: number): void {
  const model = onnx.ModelProto.encode(header).finish();
  const graph = onnx.GraphProto.encode(productGraph(count)).finish();
  const weights = Array.from({ length: count }, (_, index) => {
    const tensor = concatenate(
      onnx.TensorProto.encode(weight(index)).finish(),
      lengthDelimited(fields.tensorRawData, weightBytes),
    );
    return concatenate(lengthDelimited(fields.graphInitializer, tensor.length + weightBytes), tensor);
  });
  const graphBytes = graph.length + weights.reduce((sum, { length }) => sum + length + weightBytes, 0);

  const descriptor = openSync(file, 'w');
  let position = 0;
  const write = (bytes: Uint8Array): void => {
    writeSync(descriptor, bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  write(model);
  write(lengthDelimited(fields.modelGraph, graphBytes));
  write(graph);
  for (const bytes of weights) {
    write(bytes);
    position += weightBytes;
  }
  ftruncateSync(descriptor, position);
  closeSync(descriptor);
}

/**
 * Writes a model with weights of so many bytes each, in order, as holes. Each is added to the input, which no runtime
 * could do: only sizes matter.
 */
export function writeWeightsOf(file: string, sizes: readonly number[]): void {
  const node = sizes.map((_, index) => ({ opType: 'Identity', input: [`weight${index}`], output: [`copy${index}`] }));
  const header = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ version: 17 }] }).finish();
  const graph = onnx.GraphProto.encode({ name: 'weights', node }).finish();
  const tensors = sizes.map((size, index) => {
    const tensor = onnx.TensorProto.encode({ dims: [size / 4], dataType: float, name: `weight${index}` }).finish();
    const head = concatenate(tensor, lengthDelimited(fields.tensorRawData, size));
    return { head: concatenate(lengthDelimited(fields.graphInitializer, head.length + size), head), size };
  });
  const graphBytes = graph.length + tensors.reduce((sum, { head, size }) => sum + head.length + size, 0);
  const descriptor = openSync(file, 'w');
  let position = 0;
  const write = (bytes: Uint8Array): void => {
    writeSync(descriptor, bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  write(header);
  write(lengthDelimited(fields.modelGraph, graphBytes));
  write(graph);
  for (const { head, size } of tensors) {
    write(head);
    position += size;
  }
  ftruncateSync(descriptor, position);
  closeSync(descriptor);
}

/** Writes a chain of `count` small layers, additions and activations in turn. */
export function writeChain(file: string, count: number): void {
  const node = Array.from({ length: count }, (_, index): schema.INodeProto => {
    const input = [index === 0 ? 'x' : `t${index}`];
    const output = [index === count - 1 ? 'y' : `t${index + 1}`];
    return index % 2 === 0
      ? { name: `add_${index}`, opType: 'Add', input: [...input, 'one'], output }
      : { name: `relu_${index}`, opType: 'Relu', input, output };
  });
  const initializer = [{ name: 'one', dataType: float, dims: [1], floatData: [1] }];
  const graph = {
    name: 'chain',
    node,
    initializer,
    input: [tensorInfo('x', [1, 64])],
    output: [tensorInfo('y', [1, 64])],
  };
  writeFileSync(file, onnx.ModelProto.encode({ ...header, graph }).finish());
}

const header: schema.IModelProto = { irVersion: 8, opsetImport: [{ domain: '', version: 13 }], producerName: 'bench' };

function productGraph(count: number): schema.IGraphProto {
  const node = Array.from({ length: count }, (_, index) => ({
    name: `product_${index}`,
    opType: 'MatMul',
    input: [index === 0 ? 'x' : `t${index}`, `w${index}`],
    output: [index === count - 1 ? 'y' : `t${index + 1}`],
  }));
  return { name: 'products', node, input: [tensorInfo('x', [1, side])], output: [tensorInfo('y', [1, side])] };
}

function weight(index: number): schema.ITensorProto {
  return { name: `w${index}`, dataType: float, dims: [side, side] };
}

function tensorInfo(name: string, shape: readonly number[]): schema.IValueInfoProto {
  return { name, type: { tensorType: { elemType: float, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } } };
}

/** The tag of a length-delimited field and its length. */
function lengthDelimited(field: number, length: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .uint64(length)
    .finish();
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
