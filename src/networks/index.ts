export { model } from './build/encode.js';
export { constant, node, value, weight } from './build/model.js';
export type { ModelSpec, NodeSpec } from './build/model.js';
export { channelWidths, elementwise, fragments, groupConvolutions } from './paper-experiments.js';
export { mobileNetV1 } from './mobilenet-v1.js';
export { mobileNetV2 } from './mobilenet-v2.js';
export { shuffleNetV1 } from './shufflenet-v1.js';
export { shuffleNetV2 } from './shufflenet-v2.js';
