import type { Convention } from './define.js';
import { fvcore } from './fvcore.js';
import { onnxTool } from './onnx-tool.js';
import { onnxsim } from './onnxsim.js';
import { ptflops } from './ptflops.js';
import { thop } from './thop.js';
import { torchinfo } from './torchinfo.js';
import { torchstat } from './torchstat.js';
import { ultralyticsThop } from './ultralytics-thop.js';

export { countBy } from './define.js';
export type { Convention, ConventionCount } from './define.js';

/** Every convention, in the order in which they are listed. */
export const conventions: readonly Convention[] = [
  torchstat,
  thop,
  ultralyticsThop,
  fvcore,
  ptflops,
  torchinfo,
  onnxTool,
  onnxsim,
];
