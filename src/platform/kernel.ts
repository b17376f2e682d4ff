import { bitsOf, dtypes } from '../ir/index.js';
import type { Group } from './fusion.js';
import { readersOf } from './fusion.js';
import type { Network, NetworkLayer, NetworkValue } from './network.js';
import { sizeOf } from './network.js';
import { sumIfKnown } from '../text/index.js';

/** Layers that a platform computes as a unit. */
export interface WorkKernel {
  /**
   * The layer that the kernel counts for: the one with the most arithmetic, else the first that is not only another
   * view of its input.
   */
  readonly main: NetworkLayer;
  readonly layers: readonly NetworkLayer[];
  /**
   * Bytes of data that it takes in and gives out; what its layers hand to each other stays inside. Undefined while a
   * size is unknown.
   */
  readonly readBytes: number | undefined;
  readonly writeBytes: number | undefined;
  /** Bytes of weights and other constants, apart from data. */
  readonly constantBytes: number | undefined;
}

const views = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Dropout']);

/** Whether a layer only shows its input under another shape, or pads it with nothing. */
export function isView({ op, inputs, outputs }: NetworkLayer): boolean {
  return views.has(op) || (op === 'Pad' && sizeOf(inputs[0]) === sizeOf(outputs[0]));
}

/** The kernels of groups of layers, by position; undefined for a group none of whose layers runs. */
export function workKernelsOf(network: Network, groups: readonly Group[]): readonly (WorkKernel | undefined)[] {
  const readers = readersOf(network.layers);
  const given = new Set(network.outputs.map(({ id }) => id));
  return groups.map((group) => {
    const layers = group.flatMap((index) => network.layers[index] ?? []);
    const main = mainOf(layers);
    if (main === undefined) return undefined;
    const inside = new Set(group);
    const read = new Map<NetworkValue['id'], NetworkValue>();
    const written = new Map<NetworkValue['id'], NetworkValue>();
    for (const { inputs, outputs } of layers) {
      for (const value of inputs) {
        if (value === undefined || (value.producer !== undefined && inside.has(value.producer))) continue;
        read.set(value.id, value);
      }
      for (const value of outputs) {
        if (value === undefined) continue;
        const by = readers.get(value.id);
        const isInner = by !== undefined && !given.has(value.id) && [...by].every((index) => inside.has(index));
        if (!isInner) written.set(value.id, value);
      }
    }
    const values = [...read.values()];
    return {
      main,
      layers,
      readBytes: bytesOfAll(values.filter(({ constant }) => !constant)),
      constantBytes: bytesOfAll(values.filter(({ constant }) => constant)),
      writeBytes: bytesOfAll([...written.values()]),
    };
  });
}

function mainOf(layers: readonly NetworkLayer[]): NetworkLayer | undefined {
  const weight = (layer: NetworkLayer): number => (layer.arithmetic ?? 0) + (isView(layer) ? -1 : 0);
  return layers.reduce<NetworkLayer | undefined>(
    (best, layer) => (best === undefined || weight(layer) > weight(best) ? layer : best),
    undefined,
  );
}

function bytesOfAll(values: readonly NetworkValue[]): number | undefined {
  return sumIfKnown(values.map(bytesOf));
}

/** The bytes that a value takes; undefined where its size or type is unknown. */
export function bytesOf(value: NetworkValue): number | undefined {
  const elements = sizeOf(value);
  const dtype = dtypes.find((one) => one === value.dtype);
  const bits = dtype === undefined ? undefined : bitsOf(dtype);
  return elements === undefined || bits === undefined ? undefined : (elements * bits) / 8;
}
