export type * from './analysis.js';
export { countNames } from './accounts/counts.js';
export { macsIn } from './accounts/work.js';
export { analyse, builtIn as builtInOperators } from './walk/analyse.js';
export { findOperator } from './walk/operators.js';
export { analyserOf } from './analyse-each.js';
export { bindingFlags, bindingOptions, MOST_TRIED_LAYERS, openText } from './hint.js';
export type { BindingFlag } from './hint.js';
export { inputMeant } from './walk/inputs.js';
export { plausibleElements } from './walk/steering.js';
export { distinct } from './distinct.js';
export { accessBytesOf, trafficOf } from './accounts/memory.js';
export { countPerInference, perInference } from './accounts/per-inference.js';
export { bytesOf, elementsOf, rankOf } from './sizes.js';
export { isCosted, isRunning } from './accounts/totals.js';
export { unboundSymbols } from './unbound.js';
export { activationGraphOf } from './views/activation-graph.js';
export type { ActivationGraph } from './views/activation-graph.js';
export { asTrainedOf } from './views/as-trained.js';
export { bottleneckFrom } from './views/bottleneck.js';
export { branchSwitchOf } from './views/branch-switch.js';
export { branchesOf } from './views/branches.js';
export type { Branch, Branches } from './views/branches.js';
export { carriedStatesOf } from './views/carried-state.js';
export { convolutionsOf, isDepthwise } from './views/convolutions.js';
export type { Convolution } from './views/convolutions.js';
export { elementBytes } from './views/element-bytes.js';
export { fragmentsOf } from './views/fragments.js';
export type { Fragmented } from './views/fragments.js';
export {
  fusedLifetimesOf,
  hasTooManyBounds,
  peakCeilingOf,
  peakInPlaceOf,
  peakInsideOf,
} from './views/fused-memory.js';
export { fusionOf } from './views/fusion.js';
export { evaluatorAt } from './views/evaluator.js';
export { generationOf } from './views/generation.js';
export type { GenerationRun, RunFigureField } from './views/generation.js';
export { layersOfKind } from './views/layers-of-kind.js';
export { kernelsOf } from './views/kernels.js';
export type { Kernel } from './views/kernels.js';
export { overridableOf } from './views/overridable.js';
export { paddedShareOf } from './views/padded-taps.js';
export { dataInputs, isView, onlyDataInput, readersOf } from './views/readers.js';
export type { Readers } from './views/readers.js';
export { bandwidthAt, boundOf, workingSetOf } from './views/roofline.js';
export { skippedShareOf } from './views/skipped-reads.js';
export type { Bandwidth } from '../devices/index.js';
export type { Bound, Roofline, Work } from './views/roofline.js';
export { routingBySymbol } from './views/routing.js';
export { storedBytesOf, storedWeightsOf } from './views/stored-weights.js';
export { staticBoundOf } from './views/static-bound.js';
export type { StaticBound } from './views/static-bound.js';
export { remember } from './views/remember.js';
export { widthsOf } from './views/widths.js';
export type { GroupedChannels } from './views/width-classes.js';
export type { Width, WidthChange, Widths } from './views/widths.js';
