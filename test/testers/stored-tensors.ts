import proto from 'onnx-proto';
import { concatenate, field, varintField } from '../../fixtures/build/wire.js';
import type { StoredTensor } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

/** A model whose initializers are these TensorProtos. */
export function modelWith(...tensors: Uint8Array[]): Uint8Array {
  return concatenate([varintField(1, 2), field(7, concatenate(tensors.map((tensor) => field(5, tensor))))]);
}

/** The initializers of such a model, as read. */
export function stored(...tensors: Uint8Array[]): readonly StoredTensor[] {
  return readModel(memorySource(modelWith(...tensors))).graph.initializers;
}

/** One tensor as read. */
export function one(tensor: proto.onnx.ITensorProto): StoredTensor | undefined {
  return stored(proto.onnx.TensorProto.encode(tensor).finish())[0];
}
