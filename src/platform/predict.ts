import type { Analysis } from '../analysis/index.js';
import type { ClassFit, KernelEstimate, SharedErrors } from './estimator.js';
import { Estimator } from './estimator.js';
import { explainKernel } from './explain-kernel.js';
import type { KernelExplanation } from './explain-kernel.js';
import { groupLayers } from './fusion.js';
import type { FusionTable } from './fusion.js';
import { describeKernel } from './kernel-class.js';
import { bytesOf, workKernelsOf } from './kernel.js';
import type { WorkKernel } from './kernel.js';
import { layoutChangesOf } from './layout-changes.js';
import { networkOf, openBatches } from './network.js';
import type { Network, NetworkValue } from './network.js';
import type { Platform } from './platform.js';
import { spreadOf } from './spread.js';
import { LEAST_MS, networkOfReport } from './saved-report.js';
import type { SavedReport } from './saved-report.js';
import type { PredictedDifference, PredictedKernel, Prediction } from './prediction.js';
import { sumOf } from '../text/index.js';

/** Predicts networks on one platform. */
export interface Predictor {
  readonly platform: Platform;
  predict(analysis: Analysis): Prediction;
  /** Where the time of a layer comes from; undefined where no kernel computes it, or its sizes are open. */
  explain(analysis: Analysis, layer: number): KernelExplanation | undefined;
  /** How much longer a model takes after a change; undefined where the samples say nothing of what changes. */
  difference(before: Analysis, after: Analysis): PredictedDifference | undefined;
}

/** A predictor for a platform. What it learns from the samples for one network it keeps for the next. */
export function predictorFor(platform: Platform): Predictor {
  const estimator = new Estimator(platform);
  const fusion: FusionTable = new Map(Object.entries(platform.fusion));
  const prepared = { platform, estimator, fusion };
  // Several changes are set beside one model.
  const known = new WeakMap<Analysis, EstimatedNetwork>();
  const estimated = (analysis: Analysis): EstimatedNetwork => {
    const made = known.get(analysis) ?? estimateNetwork(networkOf(analysis, openBatches(analysis)), prepared);
    known.set(analysis, made);
    return made;
  };
  return {
    platform,
    predict: (analysis) => {
      const assumed = openBatches(analysis);
      const prediction = predictNetwork(networkOf(analysis, assumed), prepared);
      return { ...prediction, assumed: [...assumed.keys()] };
    },
    explain: (analysis, layer) => explainKernel(networkOf(analysis, openBatches(analysis)), layer, prepared),
    difference: (before, after) => differenceOf(estimated(before), estimated(after), platform),
  };
}

/** How long the network of a saved report takes on a platform. */
export function predictReport(report: SavedReport, platform: Platform): Omit<Prediction, 'assumed'> {
  const fusion: FusionTable = new Map(Object.entries(platform.fusion));
  return predictNetwork(networkOfReport(report), { platform, estimator: new Estimator(platform), fusion });
}

/** A platform prepared for predictions. */
interface Prepared {
  readonly platform: Platform;
  readonly estimator: Estimator;
  readonly fusion: FusionTable;
}

/** The relative uncertainty of a change of layout. */
const LAYOUT_SIGMA = 0.5;

/** A kernel of the network, its class and estimate. */
interface Estimated {
  readonly kernel: WorkKernel;
  readonly class: string;
  readonly estimate: KernelEstimate | undefined;
  /** In one inference, profiling taken off. */
  readonly ms: number;
}

/** A network's kernels with their times, and the time of a run besides them. */
interface EstimatedNetwork {
  readonly estimated: readonly Estimated[];
  readonly layoutMs: number;
  readonly besidesMs: number;
}

function estimateNetwork(network: Network, { platform, estimator, fusion }: Prepared): EstimatedNetwork {
  const kernels = workKernelsOf(network, groupLayers(network, fusion)).filter((kernel) => kernel !== undefined);
  const estimated = kernels.map((kernel): Estimated => {
    const description = describeKernel(kernel);
    const estimate = description === undefined ? undefined : estimator.estimate(description);
    const once = Math.max(LEAST_MS, (estimate?.ms ?? 0) - platform.session.profilingMs);
    return {
      kernel,
      class: description?.class ?? kernel.main.op,
      estimate: kernel.main.times === undefined ? undefined : estimate,
      ms: once * (kernel.main.times ?? 1),
    };
  });
  return { estimated, layoutMs: layoutTime(network, kernels, platform), besidesMs: runTime(network, platform) };
}

/** How long a network takes. */
function predictNetwork(network: Network, prepared: Prepared): Omit<Prediction, 'assumed'> {
  const { platform } = prepared;
  const { estimated, layoutMs, besidesMs } = estimateNetwork(network, prepared);
  const kernelsMs = sumOf(estimated.map(({ ms }) => ms)) + layoutMs;
  const totalMs = kernelsMs + besidesMs;
  const within = sumOf(estimated.map(({ ms, estimate }) => (estimate?.coverage === 'within' ? ms : 0))) + layoutMs;
  const deviation = Math.sqrt(
    varianceOf(estimated) + (LAYOUT_SIGMA * layoutMs) ** 2 + (spreadOf(platform) * totalMs) ** 2,
  );
  const unknown = estimated.filter(({ estimate }) => isUnknown(estimate)).length;
  const spread = Math.exp(deviation / totalMs);
  return {
    platform: platform.name,
    totalMs,
    lowMs: totalMs / spread,
    highMs: unknown === 0 ? totalMs * spread : undefined,
    inRangeShare: kernelsMs === 0 ? 1 : within / kernelsMs,
    unknown,
    kernels: [
      ...estimated.map(predictedKernel),
      ...(layoutMs === 0
        ? []
        : [{ layers: [], class: 'change of layout', ms: layoutMs, sigma: LAYOUT_SIGMA, range: 'within' as const }]),
    ],
  };
}

/** How far two networks lie apart. What both have alike does not count, and neither does the error that they share. */
function differenceOf(
  before: EstimatedNetwork,
  after: EstimatedNetwork,
  platform: Platform,
): PredictedDifference | undefined {
  const unknownMs = ({ estimated }: EstimatedNetwork): number =>
    sumOf(estimated.map(({ estimate, ms }) => (isUnknown(estimate) ? ms : 0)));
  if (Math.abs(unknownMs(before) - unknownMs(after)) > LEAST_MS) return undefined;
  const layoutMs = after.layoutMs - before.layoutMs;
  const kernelsMs = (one: EstimatedNetwork): number => sumOf(one.estimated.map(({ ms }) => ms));
  const ms = kernelsMs(after) - kernelsMs(before) + layoutMs + after.besidesMs - before.besidesMs;
  const variance = varianceOf([...after.estimated, ...before.estimated.map((one) => ({ ...one, ms: -one.ms }))]);
  return { ms, sigmaMs: Math.sqrt(variance + (LAYOUT_SIGMA * layoutMs) ** 2 + (spreadOf(platform) * ms) ** 2) };
}

function isUnknown(estimate: KernelEstimate | undefined): boolean {
  return estimate === undefined || estimate.coverage === 'unknown';
}

function predictedKernel({ kernel, class: name, estimate, ms }: Estimated): PredictedKernel {
  const { main, layers } = kernel;
  const isKnown = !isUnknown(estimate);
  return {
    layers: [main.index, ...layers.flatMap(({ index }) => (index === main.index ? [] : index))],
    class: name,
    ms: isKnown ? ms : undefined,
    sigma: isKnown ? estimate?.sigma : undefined,
    range: estimate?.coverage ?? 'unknown',
  };
}

function layoutTime(network: Network, kernels: readonly WorkKernel[], { layout, session }: Platform): number {
  const { count, intoBytes, outOfBytes } = layoutChangesOf(network, kernels);
  const measured = count * layout.changeMs + intoBytes * layout.intoMsPerByte + outOfBytes * layout.outOfMsPerByte;
  return Math.max(0, measured - count * session.profilingMs);
}

/** The time of a run besides its kernels. */
function runTime({ inputs, outputs }: Network, { session }: Platform): number {
  const bytes = (values: readonly NetworkValue[]): number => sumOf(values.map((value) => bytesOf(value) ?? 0));
  const values = (inputs.length + outputs.length) * session.valueMs;
  return values + bytes(inputs) * session.inputMsPerByte + bytes(outputs) * session.outputMsPerByte;
}

/**
 * The variance of the sum of all kernels, some of which may count negatively. Kernels of a class err together as far as
 * their samples are the same; equal kernels entirely.
 */
function varianceOf(estimated: readonly Estimated[]): number {
  const classes = new Map<ClassFit, Map<string, { readonly errors: SharedErrors; ms: number }>>();
  for (const { estimate, ms } of estimated) {
    if (estimate?.errors === undefined) continue;
    const { fit, features } = estimate.errors;
    const places = classes.get(fit) ?? new Map<string, { readonly errors: SharedErrors; ms: number }>();
    classes.set(fit, places);
    const place = places.get(features.join()) ?? { errors: estimate.errors, ms: 0 };
    places.set(features.join(), place);
    place.ms += ms;
  }
  let variance = 0;
  for (const [{ process, covariance }, places] of classes) {
    const distinct = [...places.values()];
    const shared = process.covariances(distinct.map(({ errors }) => errors.features));
    distinct.forEach(({ errors, ms }, row) => {
      variance += ms ** 2 * (covariance.noise ** 2 + errors.extra);
      distinct.forEach((other, column) => {
        variance += ms * other.ms * (shared[row]?.[column] ?? 0);
      });
    });
  }
  return variance;
}
