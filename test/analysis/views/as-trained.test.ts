import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import { asTrainedOf } from '../../../src/analysis/index.js';
import { analyseModel, plain } from '../../testers/analyse-model.js';

const image = value('x', 'float32', [1, 3, 8, 8]);

/** Two convolutions of 3 → 4 → 4 channels, 3×3, with biases. */
function twoConvolutions(weights: readonly [string, string], biases: readonly [string, string] = ['b1', 'b2']) {
  const [first, second] = weights;
  const [one, other] = biases;
  return asTrainedOf(
    analyseModel({
      opset: 17,
      inputs: [image],
      outputs: ['y'],
      initializers: [
        weight(first, 'float32', [4, 3, 3, 3]),
        weight(one, 'float32', [4]),
        weight(second, 'float32', [4, 4, 3, 3]),
        weight(other, 'float32', [4]),
      ],
      nodes: [node('Conv', ['x', first, one], ['a']), node('Conv', ['a', second, other], ['y'])],
    }),
  );
}

describe('params as trained', () => {
  const stored = 4 * 27 + 4 + 4 * 36 + 4;

  it('are those stored, where nothing shows that the exporter changed them', () => {
    const { parameters, foldedNormalizations, sharedTensors } = twoConvolutions([
      'features.0.weight',
      'features.3.weight',
    ]);
    expect([plain(parameters), foldedNormalizations, sharedTensors]).toEqual([stored, 0, 0]);
  });

  it('have scale and shift of each channel where a BatchNormalization became a bias', () => {
    const { parameters, foldedNormalizations, foldedParams } = twoConvolutions(
      ['onnx::Conv_12', 'features.3.weight'],
      ['onnx::Conv_13', 'features.3.bias'],
    );
    // 4 channels: a scale and a shift each, for which one bias stands.
    expect([plain(parameters), foldedNormalizations, plain(foldedParams)]).toEqual([stored + 4, 1, 4]);
  });

  it('have none of a weight that was worked out at export, whose bias has its name still', () => {
    // torch.nn.utils.weight_norm
    const { parameters, foldedNormalizations } = twoConvolutions(
      ['onnx::Conv_12', 'features.3.weight'],
      ['features.0.bias', 'features.3.bias'],
    );
    expect([plain(parameters), foldedNormalizations]).toEqual([stored, 0]);
  });

  it('have them where onnxscript gave a convolution a bias that it did not have', () => {
    const folded = (bias: string, producer: string) => {
      const analysis = analyseModel({
        opset: 18,
        inputs: [image],
        outputs: ['y'],
        initializers: [weight('conv.weight', 'float32', [4, 3, 3, 3]), weight(bias, 'float32', [4])],
        nodes: [node('Conv', ['x', 'conv.weight', bias], ['y'])],
      });
      return asTrainedOf({ ...analysis, model: { ...analysis.model, producer } });
    };
    const [scales, shifts] = [4, 4];
    for (const each of [folded('conv.weight_bias', 'other'), folded('x_bias', 'pytorch')]) {
      expect([plain(each.parameters), each.foldedNormalizations]).toEqual([4 * 27 + scales + shifts, 1]);
    }
    expect(folded('conv.bias', 'pytorch').foldedNormalizations).toBe(0);
    expect(folded('x_bias', 'other').foldedNormalizations).toBe(0);
  });

  it('have scale and shift where onnxscript says that it folded, whatever became of the bias', () => {
    const folded = (bias: readonly string[], rules: string, type = 'Conv') => {
      const isConv = type === 'Conv';
      const analysis = analyseModel({
        opset: 20,
        inputs: [isConv ? image : value('x', 'float32', [2, 3])],
        outputs: ['y'],
        initializers: [
          weight('a.weight', 'float32', isConv ? [4, 3, 3, 3] : [3, 4]),
          ...bias.map((name) => weight(name, 'float32', [4])),
        ],
        nodes: [
          node(
            type,
            ['x', 'a.weight', ...bias],
            ['y'],
            {},
            { metadata: { 'pkg.onnxscript.rewriter.rule_name': rules } },
          ),
        ],
      });
      const { parameters, foldedNormalizations } = asTrainedOf(analysis);
      return [plain(parameters), foldedNormalizations];
    };
    const [filter, scales, shifts] = [4 * 27, 4, 4];
    expect(folded(['a.bias'], 'FuseBatchNormIntoConv')).toEqual([filter + 4 + scales + shifts, 1]);
    expect(folded(['a.weight_bias'], 'FuseBatchNormIntoConv')).toEqual([filter + scales + shifts, 1]);
    expect(folded([], 'FuseBatchNormIntoConv, RemoveOptionalBiasFromConv')).toEqual([filter + scales + shifts, 1]);
    expect(folded(['a.bias'], 'FuseBatchNormIntoGemm', 'Gemm')).toEqual([12 + 4 + scales + shifts, 1]);
    expect(folded(['a.bias'], 'RemoveOptionalBiasFromConv')).toEqual([filter + 4, 0]);
  });

  it.each([
    ['model/conv1/Conv2D_weights_fused_bn', 'model/conv1/Conv2D_bias_fused_bn', 4],
    // The convolution had a bias of its own: 4 more.
    ['model/conv1/BiasAdd_weights_fused_bn', 'model/conv1/BiasAdd_bias_fused_bn', 8],
    ['model/conv1/BiasAdd__42_weights_fused_bn', 'model/conv1/BiasAdd__42_bias_fused_bn', 8],
    ['ConvBnFusion_W_conv1.weight', 'ConvBnFusion_BN_B_bn1.bias', 4],
    ['model/conv1/Conv2D_weights_fused_bn', 'model/conv1/bias', 0],
  ])('have what tf2onnx and onnxruntime folded into %s and %s', (filter, bias, lost) => {
    const { parameters } = twoConvolutions([filter, 'conv2.weight'], [bias, 'conv2.bias']);
    expect(plain(parameters)).toBe(stored + lost);
  });

  it('have every parameter whose values are those of another one', () => {
    const normalised = (name: string, scale: string) => node('Mul', [name, scale], [`${name}n`]);
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 8])],
      outputs: ['y'],
      initializers: [weight('first.weight', 'float32', [8]), weight('w', 'float32', [8, 8])],
      nodes: [
        node('Identity', ['first.weight'], ['second.weight']),
        normalised('x', 'first.weight'),
        node('MatMul', ['xn', 'w'], ['h']),
        normalised('h', 'second.weight'),
        node('MatMul', ['hn', 'w'], ['y']),
      ],
    });
    const { parameters, sharedTensors, sharedParams } = asTrainedOf(analysis);
    expect([plain(parameters), sharedTensors, plain(sharedParams)]).toEqual([8 * 8 + 2 * 8, 1, 8]);
  });

  it('have one that is used in another shape, as the scale of a GroupNorm, beside one that shares its tensor', () => {
    const analysis = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [2, 8, 8])],
      outputs: ['y'],
      initializers: [
        weight('groups.weight', 'float32', [8]),
        weight('w', 'float32', [8, 8]),
        constant('last', 'int64', [1], [1]),
      ],
      nodes: [
        node('Identity', ['groups.weight'], ['layers.weight']),
        node('Unsqueeze', ['groups.weight', 'last'], ['column']),
        node('Mul', ['x', 'column'], ['xn']),
        node('MatMul', ['xn', 'w'], ['h']),
        node('Mul', ['h', 'layers.weight'], ['hn']),
        node('MatMul', ['hn', 'w'], ['y']),
      ],
    });
    expect(plain(asTrainedOf(analysis).parameters)).toBe(8 * 8 + 2 * 8);
  });

  it('have no parameter twice that is read in two shapes', () => {
    const analysis = analyseModel({
      opset: 11,
      inputs: [value('x', 'float32', [8, 8])],
      outputs: ['y'],
      initializers: [weight('scale', 'float32', [8]), weight('w', 'float32', [8, 8])],
      nodes: [
        node('Unsqueeze', ['scale'], ['column'], { axes: [1] }),
        node('Mul', ['x', 'column'], ['a']),
        node('Mul', ['a', 'scale'], ['b']),
        node('MatMul', ['b', 'w'], ['y']),
      ],
    });
    expect(plain(asTrainedOf(analysis).parameters)).toBe(8 * 8 + 8);
  });

  describe('of a module that runs once for each level', () => {
    /** A convolution and a scale of each channel, run on two levels; the scale of each run is a tensor of its own. */
    const levels = (second: string, weightOfSecond: string) => {
      const level = (x: string, module: string, filter: string, scale: string, out: string) => [
        node('Conv', [x, filter], [`${out}c`], {}, { name: `/head/conv${module}/Conv` }),
        node('Mul', [`${out}c`, scale], [out], {}, { name: `/head/norm${module}/Mul` }),
      ];
      const analysis = analyseModel({
        opset: 17,
        inputs: [image],
        outputs: ['y1', 'y2'],
        initializers: [
          weight('head.conv.weight', 'float32', [4, 3, 3, 3]),
          weight('other.conv.weight', 'float32', [4, 3, 3, 3]),
          weight('onnx::Mul_30', 'float32', [4, 1, 1]),
        ],
        nodes: [
          node('Identity', ['onnx::Mul_30'], ['onnx::Mul_31']),
          ...level('x', '', 'head.conv.weight', 'onnx::Mul_30', 'y1'),
          ...level('x', second, weightOfSecond, 'onnx::Mul_31', 'y2'),
        ],
      });
      return plain(asTrainedOf(analysis).parameters);
    };

    it('are counted once', () => {
      expect(levels('_1', 'head.conv.weight')).toBe(4 * 27 + 4);
    });

    it('are those of another module where its name alone is like that of a second run', () => {
      expect(levels('_1', 'other.conv.weight')).toBe(2 * 4 * 27 + 2 * 4);
    });

    it('are counted once where a folded BatchNormalization gave each run its bias', () => {
      const analysis = analyseModel({
        opset: 17,
        inputs: [image],
        outputs: ['y1', 'y2'],
        initializers: [weight('onnx::Conv_12', 'float32', [4, 3, 3, 3]), weight('onnx::Conv_13', 'float32', [4])],
        nodes: [
          node('Identity', ['onnx::Conv_12'], ['onnx::Conv_15']),
          node('Identity', ['onnx::Conv_13'], ['onnx::Conv_16']),
          node('Conv', ['x', 'onnx::Conv_12', 'onnx::Conv_13'], ['y1']),
          node('Conv', ['x', 'onnx::Conv_15', 'onnx::Conv_16'], ['y2']),
        ],
      });
      expect(plain(asTrainedOf(analysis).parameters)).toBe(4 * 27 + 2 * 4);
    });
  });

  describe('with a product and a sum of each channel behind a convolution', () => {
    const affine = (factor: string, dims: readonly number[], bias: readonly string[] = []) => {
      const analysis = analyseModel({
        opset: 17,
        inputs: [image],
        outputs: ['y'],
        initializers: [
          weight('conv.weight', 'float32', [8, 3, 3, 3]),
          weight('conv.bias', 'float32', [8]),
          weight(factor, 'float32', dims),
          weight('onnx::Add_59', 'float32', dims),
          weight('last.weight', 'float32', [5, 8, 1, 1]),
        ],
        nodes: [
          node('Conv', ['x', 'conv.weight', ...bias], ['c']),
          node('Mul', ['c', factor], ['m']),
          node('Add', ['m', 'onnx::Add_59'], ['a']),
          node('Relu', ['a'], ['r']),
          node('Conv', ['r', 'last.weight'], ['y']),
        ],
      });
      return plain(asTrainedOf(analysis).parameters);
    };
    const weights = 8 * 27 + 5 * 8;

    it("have none of what the exporter worked out of a frozen BatchNormalization's buffers", () => {
      expect(affine('onnx::Mul_57', [1, 8, 1, 1])).toBe(weights);
    });

    it('have what keeps its name, is of another form, or follows a bias', () => {
      expect(affine('scale', [1, 8, 1, 1])).toBe(weights + 2 * 8);
      // A GroupNorm's scale and shift.
      expect(affine('onnx::Mul_57', [8, 1, 1])).toBe(weights + 2 * 8);
      expect(affine('onnx::Mul_57', [1, 8, 1, 1], ['conv.bias'])).toBe(weights + 8 + 2 * 8);
    });
  });
});
