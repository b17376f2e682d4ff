import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

// Written by hand after what TensorFlow documents of benchmark_model.
const text = `============================== Run Order ==============================
node type, first, avg_ms, %, cdf%, mem KB, times called, name
CONV_2D, 0.51, 0.49, 40.1, 40.1, 0, 1, [stem/relu_out;stem/conv_out]:0
Convolution (NHWC, F32) IGEMM, 0.2, 0.3, 20, 60, 0, 1, [b/conv_out]:1

============================== Top by Computation Time ==============================
node type, first, avg_ms, %, cdf%, mem KB, times called, name
CONV_2D, 0.51, 0.49, 40.1, 40.1, 0, 1, [stem/relu_out;stem/conv_out]:0
`;

describe('tflite', () => {
  it('reads the table in the order of execution alone, and joins by tensors', async () => {
    const quoted = text.replace('Convolution (NHWC, F32) IGEMM', '"Convolution (NHWC, F32) IGEMM"');
    expect(kernelsOf(await importProfile({ 'ops.csv': quoted }))).toEqual({
      'CONV_2D [stem/relu_out;stem/conv_out]:0': [0.49, 'stem/conv', 'stem/relu'],
      'Convolution (NHWC, F32) IGEMM [b/conv_out]:1': [0.3, 'b/conv'],
    });
  });

  it('says what has no time', async () => {
    await expect(importProfile({ 'ops.csv': text.replace('0.49', 'much') })).rejects.toThrow('has no avg_ms');
  });
});
