import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { NodeError } from '../language/node-error.js';

/** A batch of feature vectors: `[N, F]`, or `[F]` for one of them. */
export interface Samples {
  readonly count: Dim;
  readonly features: Dim;
}

/**
 * Reads the input of a classical learner. Axes after the second are left aside, as onnxruntime does.
 * @throws NodeError on a scalar
 */
export function samplesOf(X: RankedTensor): Samples {
  const [first, second] = X.shape;
  if (first === undefined) throw new NodeError('input X is a scalar, should hold feature vectors');
  return second === undefined ? { count: 1, features: first } : { count: first, features: second };
}

/** The class labels of a classifier; those of text win, as in onnx/defs/traditionalml/defs.cc. */
export function classLabels(
  texts: readonly string[] | undefined,
  integers: readonly number[] | undefined,
): { readonly dtype: 'string' | 'int64'; readonly count: number } {
  return texts !== undefined && texts.length > 0
    ? { dtype: 'string', count: texts.length }
    : { dtype: 'int64', count: integers?.length ?? 0 };
}
