import { describe, expect, it } from 'vitest';
import { causalConvWithState } from '../../../src/ops/ai.onnx/causal-convolution.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

testOp(causalConvWithState, [
  {
    name: 'as long as its input; the state is as long as the kernel less one',
    inputs: { input: f32(2, 16, 10), weight: f32(16, 1, 4), bias: f32(16), past_state: f32(2, 16, 3) },
    attributes: { activation: 'silu' },
    outputs: [f32(2, 16, 10), f32(2, 16, 3)],
    multiplyAdds: 2 * 16 * 10 * 4,
    flops: 2 * 2 * 16 * 10 * 4 + (1 + 5) * 2 * 16 * 10,
    detail: {
      kind: 'convolution',
      groups: 16,
      inputChannels: 16,
      outputChannels: 16,
      kernel: [4],
      activation: 'silu',
      bias: true,
    },
    pin: [3],
  },
  {
    name: 'nothing but the convolution',
    inputs: { input: tensor('float16', 2, 16, 10), weight: tensor('float16', 16, 1, 4) },
    outputs: [tensor('float16', 2, 16, 10), tensor('float16', 2, 16, 3)],
    flops: 2 * 2 * 16 * 10 * 4,
    detail: { bias: false },
  },
]);

describe('CausalConvWithState of operands that do not fit', () => {
  const context = { opset: 27, outputCount: 2, fresh: () => 1, warn: () => undefined };
  it('is refused', () => {
    expect(() => causalConvWithState.apply([f32(2, 16, 10), f32(8, 1, 4)], new Map(), context).infer()).toThrow(
      /16 channels.*8/,
    );
    expect(() => causalConvWithState.apply([f32(16, 10), f32(16, 1, 4)], new Map(), context).infer()).toThrow(
      /input has the shape/,
    );
  });
});
