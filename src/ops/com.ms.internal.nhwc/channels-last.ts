import { convTranspose, conv, qLinearConv } from '../ai.onnx/convolution.js';
import { depthToSpace, spaceToDepth } from '../ai.onnx/depth-space.js';
import { batchNormalization, batchNormalization14, instanceNormalization, lrn } from '../ai.onnx/normalization.js';
import { averagePool, globalPools, lpPool, maxPool, maxUnpool } from '../ai.onnx/pooling.js';
import { resize, resizeByScales } from '../ai.onnx/resize.js';
import { gridSample } from '../ai.onnx/sampling.js';
import { qLinearConvTranspose } from '../com.microsoft/convolution.js';
import { qLinearAveragePool } from '../com.microsoft/pooling.js';
import type { Operator } from '../language/define.js';
import { withFusedActivation } from '../families/fused-activation.js';
import { channelsLastTwin } from '../families/layout.js';

const domain = 'com.ms.internal.nhwc';

/**
 * Operators that onnxruntime, laying a model out for an accelerator, replaces by twins over channels-last maps; several
 * take in an activation.
 */
export const channelsLastOperators: readonly Operator[] = [
  ...[
    conv,
    convTranspose,
    maxPool,
    averagePool,
    maxUnpool,
    batchNormalization,
    batchNormalization14,
    instanceNormalization,
  ].map(withFusedActivation),
  ...globalPools,
  lpPool,
  lrn,
  gridSample,
  depthToSpace,
  spaceToDepth,
  qLinearConv,
  qLinearConvTranspose,
  qLinearAveragePool,
].map((operator) => channelsLastTwin(operator, { domain }));

/** Resize keeps the order of its axes: its scales or sizes have the same order. */
export const channelsLastResizes: readonly Operator[] = [resizeByScales, resize].map((operator) => ({
  ...operator,
  domain,
}));
