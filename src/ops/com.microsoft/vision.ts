import { gridSample } from '../ai.onnx/sampling.js';
import { dimsOrInput, dynamic, float, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { NodeError, printShape } from '../language/node-error.js';
import { dimension } from '../families/shapes.js';
import { contribSpec, microsoft } from './specification.js';

/** GridSample, as the standard has it from opset 16. */
export const gridSampleBefore16: Operator = {
  ...gridSample,
  domain: microsoft,
  since: 1,
  spec: contribSpec('GridSample'),
};

/** Regions of images brought to one size. */
export const cropAndResize = defineOp({
  type: 'CropAndResize',
  domain: microsoft,
  since: 1,
  category: 'resize',
  spec: contribSpec('CropAndResize'),
  inputs: { X: 'activation', rois: 'index', batch_indices: 'index', crop_size: 'config' },
  outputs: { Y: 'X' },
  attributes: { mode: text('bilinear'), extrapolation_value: float(0), size: dimsOrInput({ input: 'crop_size' }) },
  infer({ X, rois }, { size }, context) {
    if (X.shape.length !== 4) throw new NodeError(`X has the shape ${printShape(X.shape)}, should have 4 axes`);
    const [height, width] = size === undefined || size === dynamic ? [] : size;
    return [
      [
        dimension(rois, 0),
        dimension(X, 1),
        height ?? context.fresh('crop_height'),
        width ?? context.fresh('crop_width'),
      ],
    ];
  },
  detail: (_, { mode }) => ({ kind: 'resize', mode }),
  cost: {
    operations: 'each·∏Y',
    memory: 'stream',
    terms: (_, { mode }) => ({ each: mode === 'nearest' ? 0 : 7 }),
    source: 'nearest moves data; bilinear weighs the 4 corners about a place and adds them up (4 + 3)',
  },
});
