import { storedWeightsOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { add } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** Bytes of the file and of the tensors that it keeps elsewhere. A place that several tensors share counts once. */
export function modelSize(analysis: Analysis): Dim {
  return add(analysis.model.bytes, storedWeightsOf(analysis).bytesInOtherFiles);
}
