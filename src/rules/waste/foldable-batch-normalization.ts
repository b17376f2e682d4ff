import { dataInputs, layersOfKind, overridableOf, rankOf, readersOf } from '../../analysis/index.js';
import type { Analysis, Layer } from '../../analysis/index.js';
import { equals } from '../../dim/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import type { Severity } from '../finding.js';
import { movedBytes } from '../moved-bytes.js';
import { channelsOfMap, constantOperand, isPerChannel } from '../per-channel.js';
import { placeOf } from '../place.js';
import { thingsText } from '../../text/index.js';

/** A BatchNormalization, or the multiplication and the addition that stand for one, and where it could go. */
interface Fold {
  readonly layers: readonly Layer[];
  readonly into: keyof typeof words;
}

export default defineRule({
  id: 'foldable-batch-normalization',
  severity: 'warning',
  summary: 'At inference a BatchNormalization is a scale and a bias, which the weights beside it can hold.',
  options: {},
  metric: { name: 'layers', unit: 'count', of: (analysis) => foldsOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const folds = foldsOf(analysis);
    for (const into of kinds) {
      const found = folds.filter((fold) => fold.into === into);
      const layers = found.flatMap((fold) => fold.layers.map(({ index }) => index));
      if (layers.length === 0) continue;
      const { where, advice, severity } = words[into];
      yield {
        layers,
        severity,
        lostBytes: movedBytes(analysis, layers),
        message: `${placeOf(analysis, layers)}: ${thingsText(found.length, 'BatchNormalization')} ${where}: ${advice}`,
        // A fold that the runtime does by itself gains no time.
        ...(severity === 'warning' && { mending: () => ({ removed: layers }) }),
        data: { count: found.length, into },
        key: into,
      };
    }
  },
});

const atLoad = 'fold it into the weights when exporting; onnxruntime does so at load, and loses no time';
const byHand = 'fold it into the weights when exporting';

/** The words of each place, and whether time is lost there: measured (docs/rules/foldable-batch-normalization.md). */
const words = {
  'product before': {
    where: 'behind a Gemm that nobody else reads, which onnxruntime does not fold',
    advice: byHand,
    severity: 'warning',
  },
  'convolution after': {
    where: 'before a convolution without padding that alone reads it, which onnxruntime does not fold',
    advice: byHand,
    severity: 'warning',
  },
  'transposed convolution before': {
    where: 'behind a transposed convolution that nobody else reads, which onnxruntime does not fold',
    advice: `${byHand}; no time was lost where it was measured`,
    severity: 'info',
  },
  'matrix product before': {
    where: 'behind a product of matrices that nobody else reads',
    advice: atLoad,
    severity: 'info',
  },
  'convolution before': {
    where: 'behind a convolution that nobody else reads',
    advice: atLoad,
    severity: 'info',
  },
  'scale and shift': {
    where: 'written as Mul and Add behind a convolution that nobody else reads',
    advice: atLoad,
    severity: 'info',
  },
} as const satisfies Record<string, { where: string; advice: string; severity: Severity }>;

const kinds = [
  'product before',
  'convolution after',
  'transposed convolution before',
  'matrix product before',
  'convolution before',
  'scale and shift',
] as const satisfies readonly (keyof typeof words)[];

function foldsOf(analysis: Analysis): readonly Fold[] {
  const { isReadBy } = overridableOf(analysis);
  const folds: Fold[] = [];
  for (const layer of layersOfKind(analysis, 'elementwise')) {
    const scale = isReadBy(layer) ? undefined : scaleBefore(analysis, layer);
    if (scale !== undefined) folds.push({ layers: [scale, layer], into: 'scale and shift' });
  }
  for (const layer of layersOfKind(analysis, 'normalization')) {
    const into = isInference(layer) && !isReadBy(layer) ? foldOf(analysis, layer) : undefined;
    if (into !== undefined) folds.push({ layers: [layer], into });
  }
  return folds;
}

/**
 * The multiplication before an addition, where both have a constant for each channel of the convolution before them.
 */
function scaleBefore(analysis: Analysis, shift: Layer): Layer | undefined {
  const added = constantOperand(analysis, shift, addition);
  const scaled = added && constantOperand(analysis, added.producer, multiplication);
  if (added === undefined || scaled === undefined || !hasFixedWeights(analysis, scaled.producer)) return undefined;
  const { detail } = scaled.producer;
  if (detail?.kind !== 'convolution' || detail.transposed || detail.activation !== undefined) return undefined;
  const channels = channelsOfMap(scaled.producer, scaled.data);
  return isPerChannel(added.constant, channels) && isPerChannel(scaled.constant, channels) ? added.producer : undefined;
}

const addition = ['add'] as const;
const multiplication = ['mul'] as const;

/** A BatchNormalization that runs with stored statistics: its only output is the map. */
function isInference(layer: Layer): boolean {
  const { detail } = layer;
  if (detail?.kind !== 'normalization' || detail.function !== 'batch') return false;
  const [, ...parameters] = layer.inputs;
  const [, ...statistics] = layer.outputs;
  return statistics.every((edge) => edge === undefined) && parameters.every((edge) => edge?.provenance === 'constant');
}

function foldOf(analysis: Analysis, layer: Layer): Fold['into'] | undefined {
  const readers = readersOf(analysis);
  const [input] = layer.inputs;
  const [output] = layer.outputs;
  const producer = input?.producer === undefined ? undefined : analysis.layers[input.producer];
  if (
    input !== undefined &&
    producer !== undefined &&
    readers.only(input) === layer &&
    hasFixedWeights(analysis, producer)
  ) {
    const { detail } = producer;
    if (detail?.kind === 'convolution' && detail.activation === undefined) {
      return detail.transposed ? 'transposed convolution before' : 'convolution before';
    }
    // The channels of the normalisation are the columns of the product in a matrix only.
    if (detail?.kind === 'matmul' && detail.activation === undefined && rankOf(input) === 2) {
      return detail.affine === true ? 'product before' : 'matrix product before';
    }
  }
  const reader = output === undefined ? undefined : readers.only(output);
  return reader !== undefined && isUnpadded(reader) && reader.inputs[0] === output && hasFixedWeights(analysis, reader)
    ? 'convolution after'
    : undefined;
}

function hasFixedWeights(analysis: Analysis, layer: Layer): boolean {
  return dataInputs(layer).length === 1 && layer.inputs.length > 1 && !overridableOf(analysis).isReadBy(layer);
}

/**
 * Whether a convolution reads no zeros from beyond the edge, as a pointwise one does: a bias folded into it would be
 * wrong there.
 */
function isUnpadded({ detail }: Layer): boolean {
  if (
    detail?.kind !== 'convolution' ||
    detail.transposed ||
    detail.strides.some((stride) => stride !== 1) ||
    detail.kernel.some((side) => side !== 1)
  ) {
    return false;
  }
  return detail.outputSpatial.every((size, axis) => equals(size, detail.inputSpatial[axis] ?? 0));
}
