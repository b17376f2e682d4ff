import { multiply } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { StoredTensor } from '../../ir/index.js';
import type { Analysis, Edge, Layer } from '../analysis.js';
import { storedBehind } from '../sizes.js';
import { madeNames } from './made-names.js';
import { readersOf } from './readers.js';

/**
 * Of each frozen BatchNormalization, the numbers that the file stores for it and that were no parameters: a factor and
 * a summand of each channel.
 *
 * Detectors are trained with BatchNormalizations whose four tensors are buffers (torchvision's FrozenBatchNorm2d).
 * PyTorch's exporter works out of them a factor and a summand, [1, channels, 1, 1], of names that it makes up, behind a
 * convolution without a bias. What a network multiplies by itself keeps its name.
 */
export function frozenNormalizations(analysis: Analysis): readonly Dim[] {
  const made = madeNames(analysis, 'Mul', 'Add');
  let parameters: ReadonlySet<StoredTensor | undefined> | undefined;
  const readers = readersOf(analysis);
  const ofChannels = (value: Edge | undefined, step: string, channels: Dim): Edge | undefined => {
    const reader = value === undefined ? undefined : readers.only(value);
    if (reader?.detail?.kind !== 'elementwise' || reader.detail.function !== step) return undefined;
    const table = tableOf(reader, value);
    if (table === undefined || !made.test(table.name)) return undefined;
    parameters ??= new Set(analysis.parameters.flatMap(({ kind, edge }) => (kind === 'param' ? [edge.stored] : [])));
    if (!parameters.has(table)) return undefined;
    const [batch, length, ...spatial] = table.dims;
    const isOfForm = batch === 1 && length === channels && spatial.length > 0 && spatial.every((dim) => dim === 1);
    return isOfForm ? reader.outputs[0] : undefined;
  };
  return analysis.layers.flatMap(({ detail, inputs, outputs }) => {
    if (detail?.kind !== 'convolution' || inputs[2] !== undefined) return [];
    const stretched = ofChannels(outputs[0], 'mul', detail.outputChannels);
    const shifted = stretched && ofChannels(stretched, 'add', detail.outputChannels);
    return shifted === undefined ? [] : [multiply(2, detail.outputChannels)];
  });
}

/** The stored tensor that a layer of two inputs reads beside a value. */
function tableOf({ inputs }: Layer, value: Edge | undefined): StoredTensor | undefined {
  const table = inputs.find((input) => input !== value);
  return table === undefined ? undefined : storedBehind(table);
}
