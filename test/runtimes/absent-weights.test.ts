import proto from 'onnx-proto';
import { expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { absentWeights } from '../../src/runtimes/absent-weights.js';

/** A model whose weights are said to be in that file. */
function weightsIn(location: string): Uint8Array {
  const bytes = model({
    opset: 17,
    inputs: [value('x', 'float32', [4, 16])],
    outputs: ['y'],
    initializers: [weight('w', 'float32', [16, 8])],
    nodes: [node('MatMul', ['x', 'w'], ['y'])],
  });
  const decoded = proto.onnx.ModelProto.decode(bytes);
  for (const tensor of decoded.graph?.initializer ?? []) {
    tensor.dataLocation = proto.onnx.TensorProto.DataLocation.EXTERNAL;
    tensor.externalData = [{ key: 'location', value: location }];
  }
  return proto.onnx.ModelProto.encode(decoded).finish();
}

it.each(['../secret', 'a/../../secret', '/etc/passwd', '..', String.raw`..\secret`, String.raw`C:\secret`])(
  'weights in %s are refused before any runtime sees the model',
  (location) => {
    const read = readModel(memorySource(weightsIn(location)));
    expect(() => absentWeights(read, () => false)).toThrow("outside the model's folder");
  },
);

it.each(['weights.bin', 'a/../weights.bin', 'a/..b/weights.bin'])('weights in %s are not', (location) => {
  const read = readModel(memorySource(weightsIn(location)));
  expect([...absentWeights(read, () => false).files.keys()]).toEqual([location]);
});
