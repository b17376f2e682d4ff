import type { Operator } from '../language/define.js';

/**
 * The domains under which exporters write TensorRT's plugins and quantisers: that of TensorRT's provider in
 * onnxruntime, those of PyTorch symbolics, and the default one, which TensorRT's own parser reads.
 */
const domains = ['trt.plugins', 'TRT', 'trt', 'ai.onnx'] as const;

/** An operator in every domain of TensorRT's. */
export function inTensorRt(operator: Operator): readonly Operator[] {
  return domains.map((domain) => ({ ...operator, domain }));
}

/** The page of a plugin. */
export function pluginPage(folder: string): string {
  return `https://github.com/NVIDIA/TensorRT/tree/main/plugin/${folder}`;
}
