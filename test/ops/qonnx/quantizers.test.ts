import { describe, expect, it } from 'vitest';
import {
  bipolarQuants,
  debugMarkers,
  floatQuants,
  maxPoolsNhwc,
  multiThresholds,
  quants,
  truncs,
  xnorPopcountMatMuls,
} from '../../../src/ops/qonnx/quantizers.js';
import { f32, scalar, testOp } from '../../testers/test-op.js';

const X = f32(2, 3, 8, 8);
const n = 2 * 3 * 8 * 8;
const [scale, bits] = [f32(), scalar('float32', 4)];

for (const operator of quants) {
  testOp(operator, [
    {
      name: '7 operations an element, the shape stays',
      inputs: { X, scale, zeropt: scale, bitwidth: bits },
      outputs: [X],
      flops: 7 * n,
      detail: { kind: 'quantization' },
    },
  ]);
}
for (const operator of bipolarQuants) {
  testOp(operator, [{ name: 'the sign times a scale', inputs: { X, scale }, outputs: [X], flops: 2 * n }]);
}
for (const operator of truncs) {
  testOp(operator, [
    {
      name: 'takes off bits',
      inputs: { X, scale, zeropt: scale, in_bitwidth: bits, out_scale_or_bitwidth: bits },
      outputs: [X],
      flops: 7 * n,
    },
  ]);
}
for (const operator of floatQuants) {
  testOp(operator, [
    {
      name: 'rounds the mantissa',
      inputs: { X, scale, exponent_bitwidth: bits, mantissa_bitwidth: bits, exponent_bias: bits, max_val: scale },
      outputs: [X],
      flops: 11 * n,
    },
  ]);
}
// 15 thresholds for 4 bits: 15 comparisons, 14 additions, a scale and a shift.
for (const operator of multiThresholds) {
  testOp(operator, [
    {
      name: 'compares with 15 thresholds',
      inputs: { v: X, thresholds: f32(3, 15) },
      outputs: [X],
      flops: (15 + 14 + 2) * n,
    },
  ]);
}
for (const operator of debugMarkers) {
  testOp(operator, [{ name: 'changes nothing', inputs: { X }, outputs: [X], flops: 0, view: true }]);
}
for (const operator of xnorPopcountMatMuls) {
  testOp(operator, [
    { name: 'a product', inputs: { A: f32(3, 5), B: f32(5, 7) }, outputs: [f32(3, 7)], multiplyAdds: 3 * 7 * 5 },
  ]);
}
for (const operator of maxPoolsNhwc) {
  testOp(operator, [
    {
      name: 'pools the middle axes',
      inputs: { X: f32(2, 8, 8, 3) },
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
      outputs: [f32(2, 4, 4, 3)],
    },
  ]);
}

describe('domains', () => {
  it('are those of QONNX, Brevitas and FINN', () => {
    expect([...new Set(quants.map(({ domain }) => domain))]).toEqual([
      'qonnx.custom_op.general',
      'onnx.brevitas',
      'finn.custom_op.general',
    ]);
  });
});
