import { instanceNormalization } from '../ai.onnx/normalization.js';
import { dequantizeLinear, quantizeLinear } from '../ai.onnx/quantization.js';
import { lstm } from '../ai.onnx/recurrent.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';

const spec = 'https://quark.docs.amd.com/latest/onnx/user_guide_custom_operators.html';

/** An operator in Quark's domain, and by the name and domain that it had in Vitis AI. */
function everywhere(operator: Operator, type: string, before: string): readonly Operator[] {
  const one = { ...operator, since: 1, spec };
  return [
    { ...one, type, domain: 'com.amd.quark' },
    { ...one, type: before, domain: 'com.vai.quantize' },
  ];
}

/** The standard's quantisers with more element types. */
export const extendedQuantizers: readonly Operator[] = [
  ...everywhere(quantizeLinear, 'ExtendedQuantizeLinear', 'VitisQuantizeLinear'),
  ...everywhere(dequantizeLinear, 'ExtendedDequantizeLinear', 'VitisDequantizeLinear'),
];

/** The standard's layers with kernels for bfloat16. */
export const extendedLayers: readonly Operator[] = [
  ...everywhere(instanceNormalization, 'ExtendedInstanceNormalization', 'VitisInstanceNormalization'),
  ...everywhere(lstm, 'ExtendedLSTM', 'VitisLSTM'),
];

const blockSource =
  'greatest magnitude of a block (2 an element); division by its power of two, rounding, two comparisons, product';

/** Rounding of blocks to numbers that share an exponent, and back. */
export const blockQuantizers: readonly Operator[] = [
  ['BFPQuantizeDequantize', 'BFPFixNeuron'] as const,
  ['MXQuantizeDequantize', 'MXFixNeuron'] as const,
].flatMap(([type, before]) =>
  everywhere(
    defineOp({
      type,
      since: 1,
      category: 'quantization',
      spec,
      inputs: { input: 'activation' },
      outputs: { output: 'input' },
      attributes: { axis: int(1), block_size: int(8), bfp_method: text(''), element_dtype: text('') },
      infer: ({ input }) => [input.shape],
      inferUnranked: ({ input }) => [input.shape],
      detail: () => ({ kind: 'quantization', function: 'requantize' }),
      cost: { operations: '7·∏output', memory: 'stream', source: blockSource },
    }),
    type,
    before,
  ),
);
