/** The page of onnxruntime's own operators, one heading an operator. */
export function contribSpec(type: string): string {
  return `https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.${type}`;
}

/** The domain of onnxruntime's own operators. */
export const microsoft = 'com.microsoft';

/** Where the operators of onnxruntime's training are defined. */
export const trainingSpec =
  'https://github.com/microsoft/onnxruntime/blob/rel-1.20.0/orttraining/orttraining/core/graph/training_op_defs.cc';
