import type { RankedTensor, Shape } from '../../ir/index.js';
import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Terms } from '../language/formula.js';
import { NodeError, printShape } from '../language/node-error.js';
import { agreed } from '../families/shapes.js';

const attributes = { reduction: text('mean'), ignore_index: int() };

/** Minus the log-probability of each target class, weighted and reduced. */
export const negativeLogLikelihoodLoss = defineOp({
  type: 'NegativeLogLikelihoodLoss',
  since: 12,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html',
  inputs: { input: 'activation', target: 'index', weight: 'weight?' },
  outputs: { loss: 'input' },
  attributes,
  infer: ({ input, target }, { reduction }) => [lossShape(input, target, reduction)],
  cost: {
    operations: '(1 + compared + weighted + sums)·∏target - one',
    memory: { reads: { input: '∏target' } },
    terms: ({ weight }, settings) => reductionTerms(settings, weight !== undefined),
    source:
      'a target: a negation, a comparison with the class that is ignored, a product with its weight, ' +
      'an addition of the reduction (two for a weighted mean, which also sums the weights); a mean ' +
      'divides once',
  },
});

/** Cross entropy of each label under the softmax of its scores, weighted and reduced. */
export const softmaxCrossEntropyLoss = defineOp({
  type: 'SoftmaxCrossEntropyLoss',
  since: 12,
  category: 'other',
  spec: 'https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html',
  inputs: { scores: 'activation', labels: 'index', weights: 'weight?' },
  outputs: { output: 'scores', log_prob: 'scores' },
  attributes,
  infer: ({ scores, labels }, { reduction }) => [lossShape(scores, labels, reduction), scores.shape],
  cost: {
    operations: '5·∏scores - ∏labels + (1 + compared + weighted + sums)·∏labels - one',
    memory: 'stream',
    terms: ({ weights }, settings) => reductionTerms(settings, weights !== undefined),
    source:
      'the logarithm of softmax as LogSoftmax (maximum, difference, exponential, sum, logarithm, ' +
      'difference: 5·n − 1 for n classes), then as NegativeLogLikelihoodLoss',
  },
});

/** @throws NodeError when scores and labels do not fit */
function lossShape(scores: RankedTensor, labels: RankedTensor, reduction: string): Shape {
  const { shape } = scores;
  if (shape.length < 2 || labels.shape.length !== shape.length - 1) {
    throw new NodeError(`scores of shape ${printShape(shape)} do not fit labels of shape ${printShape(labels.shape)}`);
  }
  if (!['none', 'sum', 'mean'].includes(reduction)) throw new NodeError(`reduction is ${reduction}`);
  if (reduction !== 'none') return [];
  return labels.shape.map((dim, axis) => agreed([dim, shape[axis === 0 ? 0 : axis + 1] ?? dim]) ?? dim);
}

/** `sums` additions a label, less `one` where a sum is not divided. */
function reductionTerms(
  { reduction, ignore_index }: { readonly reduction: string; readonly ignore_index: number | undefined },
  weighted: boolean,
): Terms {
  const terms = { compared: ignore_index === undefined ? 0 : 1, weighted: weighted ? 1 : 0, sums: 0, one: 0 };
  if (reduction === 'none') return terms;
  if (reduction === 'sum') return { ...terms, sums: 1, one: 1 };
  return weighted ? { ...terms, sums: 2, one: 1 } : { ...terms, sums: 1 };
}
