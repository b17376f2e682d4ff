import type { Analysis } from '../analysis.js';

/**
 * The names that PyTorch's exporter makes up for tensors that it worked out itself: of the operators that read them,
 * such as `onnx::Conv_12`, and bare numbers before PyTorch 1.12. Other producers' tensors may have bare numbers, too.
 */
export function madeNames({ model: { producer } }: Analysis, ...opTypes: readonly string[]): RegExp {
  const named = `onnx::(?:${opTypes.join('|')})_`;
  return new RegExp(producer.startsWith('pytorch') ? `^(?:${named})?\\d+$` : `^${named}\\d+$`, 'u');
}
