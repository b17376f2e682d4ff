import { attention } from './contributed/attention.js';
import { normalization } from './contributed/normalization.js';
import { products } from './contributed/products.js';
import { quantized } from './contributed/quantized.js';
import { windows } from './contributed/windows.js';
import { learned } from './contributed/learned.js';
import type { Generator } from './elementwise.js';

/** Operators outside ai.onnx: onnxruntime's own and those of machine learning. */
export const contributed: readonly Generator[] = [
  ...attention,
  ...normalization,
  ...products,
  ...quantized,
  ...windows,
  ...learned,
];
