import { causalConvWithState, varlenCausalConvWithState } from '../../../src/ops/com.microsoft/causal-convolution.js';
import { f32, tensor, testOp } from '../../testers/test-op.js';

// One kernel a channel: N·C·L·k multiply-adds; a bias is 1, SiLU 5 an output element. The state reaches (k −
// 1)·dilation back.
testOp(causalConvWithState, [
  {
    name: 'bias and SiLU',
    inputs: { input: f32(2, 6, 10), weight: f32(6, 1, 4), bias: f32(6) },
    attributes: { activation: 'silu' },
    outputs: [f32(2, 6, 10), f32(2, 6, 3)],
    multiplyAdds: 2 * 6 * 10 * 4,
    flops: 2 * 2 * 6 * 10 * 4 + (1 + 5) * 2 * 6 * 10,
    detail: { kind: 'convolution', groups: 6, kernel: [4], activation: 'silu' },
  },
  {
    name: 'channels last in two axes, dilated, a window of 2 states',
    inputs: { input: f32(2, 10, 3, 5), weight: f32(15, 1, 4) },
    attributes: { channels_last: 1, dilation: 2, state_window: 2 },
    outputs: [f32(2, 10, 3, 5), f32(2, 2, 6, 3, 5)],
    multiplyAdds: 2 * 15 * 10 * 4,
    detail: { dilations: [2], inputChannels: 15, inputSpatial: [10] },
    pin: [2, 3, 5, 15],
  },
  {
    name: 'two spatial axes',
    inputs: { input: f32(2, 6, 7, 10), weight: f32(6, 1, 3, 4) },
    attributes: { ndim: 2 },
    outputs: [f32(2, 6, 7, 10), f32(2, 6, 7, 3)],
    multiplyAdds: 2 * 6 * 7 * 10 * 12,
  },
]);

testOp(varlenCausalConvWithState, [
  {
    name: 'packed tokens',
    inputs: {
      input: f32(9, 6),
      weight: f32(6, 1, 4),
      cumulative_sequence_length: tensor('int32', 3),
      initial_state: f32(2, 6, 3),
    },
    attributes: { state_update_capacity: 2 },
    outputs: [f32(9, 6), f32(2, 6, 3), f32(2, 2, 6)],
    multiplyAdds: 9 * 6 * 4,
  },
]);
