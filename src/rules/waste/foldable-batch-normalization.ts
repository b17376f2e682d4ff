import { dataInputs, isRunning, readersOf } from '../../analysis/index.js';
import type { Analysis, Edge, Layer } from '../../analysis/index.js';
import { equals } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { thingsText } from '../../text/index.js';

/** Where a BatchNormalization could go, and what a runtime does of it by itself. */
interface Fold {
  readonly layer: Layer;
  readonly into: 'convolution before' | 'product before' | 'convolution after';
}

export default defineRule({
  id: 'foldable-batch-normalization',
  severity: 'warning',
  summary: 'At inference a BatchNormalization is a scale and a bias, which the weights beside it can hold.',
  options: {},
  metric: { name: 'layers', unit: 'count', of: (analysis) => foldsOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const folds = foldsOf(analysis);
    for (const into of ['product before', 'convolution after', 'convolution before'] as const) {
      const layers = folds.filter((fold) => fold.into === into).map(({ layer }) => layer.index);
      if (layers.length === 0) continue;
      const [where, advice] = words[into];
      yield {
        layers,
        // Runtimes fold it into the convolution before at load: measured, no time is lost.
        ...(into === 'convolution before' && { severity: 'info' }),
        lostBytes: movedBytes(analysis, layers),
        message: `${placeOf(analysis, layers)}: ${thingsText(layers.length, 'BatchNormalization')} ${where}: ${advice}`,
        data: { count: layers.length, into },
        key: into,
      };
    }
  },
});

const words: Readonly<Record<Fold['into'], readonly [where: string, advice: string]>> = {
  'convolution before': [
    'behind a convolution that nobody else reads',
    'fold it into the weights when exporting; most runtimes do so at load, and lose no time',
  ],
  'product before': [
    'behind a product that nobody else reads, which runtimes do not fold',
    'fold it into the weights when exporting',
  ],
  'convolution after': [
    'before a convolution without padding that alone reads it, which runtimes do not fold',
    'fold it into the weights when exporting',
  ],
};

function foldsOf(analysis: Analysis): readonly Fold[] {
  return analysis.layers.flatMap((layer): Fold[] => {
    const into = isInference(layer) ? foldOf(analysis, layer) : undefined;
    return into === undefined ? [] : [{ layer, into }];
  });
}

/** A BatchNormalization that runs with stored statistics: its only output is the map. */
function isInference(layer: Layer): boolean {
  const { detail } = layer;
  if (detail?.kind !== 'normalization' || detail.function !== 'batch' || !isRunning(layer)) return false;
  const [, ...parameters] = layer.inputs;
  const [, ...statistics] = layer.outputs;
  return statistics.every((edge) => edge === undefined) && parameters.every((edge) => edge?.provenance === 'constant');
}

function foldOf(analysis: Analysis, layer: Layer): Fold['into'] | undefined {
  const readers = readersOf(analysis);
  const [input] = layer.inputs;
  const [output] = layer.outputs;
  const producer = input?.producer === undefined ? undefined : analysis.layers[input.producer];
  if (input !== undefined && producer !== undefined && readers.only(input) === layer && hasFixedWeights(producer)) {
    if (producer.detail?.kind === 'convolution' && producer.detail.activation === undefined) {
      return 'convolution before';
    }
    // The channels of the normalisation are the columns of the product in a matrix only.
    if (producer.detail?.kind === 'matmul' && producer.detail.activation === undefined && rankOf(input) === 2) {
      return 'product before';
    }
  }
  const reader = output === undefined ? undefined : readers.only(output);
  return reader !== undefined && isUnpadded(reader) && reader.inputs[0] === output && hasFixedWeights(reader)
    ? 'convolution after'
    : undefined;
}

function hasFixedWeights(layer: Layer): boolean {
  return dataInputs(layer).length === 1 && layer.inputs.length > 1;
}

/** Whether a convolution reads no zeros from beyond the edge, as a pointwise one does: a bias folded into it would be wrong there. */
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

function rankOf({ type }: Edge): number | undefined {
  return isRanked(type) ? type.shape.length : undefined;
}
