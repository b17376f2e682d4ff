import { NodeError } from '../language/node-error.js';

/** The values of `post_transform`, by its text up to ai.onnx.ml 4 and by its number from 5. */
const names = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'] as const;

/**
 * Operations that `post_transform` performs on the `scores` scores of one sample: softmax subtracts the maximum,
 * exponentiates, sums and divides, `SOFTMAX_ZERO` also asks which scores are zero; a logistic is a negation,
 * exponential, addition and division; a probit is √2·erf⁻¹(2·p − 1).
 * @throws NodeError on a transform that the specification does not have
 */
export function postTransformOperations(transform: string | number, scores: number): number {
  const name = typeof transform === 'number' ? names[transform] : names.find((known) => known === transform);
  switch (name) {
    case 'NONE':
      return 0;
    case 'SOFTMAX':
      return 5 * scores - 2;
    case 'SOFTMAX_ZERO':
      return 6 * scores - 2;
    case 'LOGISTIC':
    case 'PROBIT':
      return 4 * scores;
    default:
      throw new NodeError(`post_transform is ${transform}, which is none of ${names.join(', ')}`);
  }
}
