import type { Category } from '../../ir/index.js';
import type { Analysis, Edge, Layer, Traffic } from '../analysis.js';
import { trafficOf } from '../accounts/memory.js';
import { bytesOf, dtypeInMemory } from '../sizes.js';
import { isRunning } from '../accounts/totals.js';
import type { Chains } from './fused-chains.js';
import { layersOfKind } from './layers-of-kind.js';
import { dataInputs, readersOf } from './readers.js';

/** The layers that quantised kernels take in. */
export interface FusedQuantization {
  readonly fusedInto: readonly (number | undefined)[];
  /**
   * By layer that a quantised kernel computes: its traffic, with quantised tensors in the place of dequantised ones.
   */
  readonly traffic: ReadonlyMap<number, readonly Traffic[]>;
  /**
   * The value that a layer's kernel reads for one of the layer's inputs: the quantised one, where the kernel computes
   * with it.
   */
  sourceOf(layer: Layer, input: Edge): Edge;
}

/** Categories for which runtimes have quantised kernels, or whose values they move in any width. */
const quantizable: ReadonlySet<Category> = new Set<Category>([
  'convolution',
  'matmul',
  'pooling',
  'elementwise',
  'activation',
  'data-movement',
  'resize',
  'reduction',
]);

/**
 * The DequantizeLinear and QuantizeLinear layers around layers that run in 8 bits: those that read nothing but
 * dequantised data and are read by nothing but a QuantizeLinear, and products, which may give out floating-point
 * numbers.
 */
export function fuseQuantization(analysis: Analysis, { fusedInto: inChain, results }: Chains): FusedQuantization {
  const { layers } = analysis;
  const quantizations = layersOfKind(analysis, 'quantization');
  if (quantizations.length === 0) {
    return { fusedInto: [], traffic: new Map(), sourceOf: (_, input) => input };
  }
  const readers = readersOf(analysis);
  const fusedInto: (number | undefined)[] = new Array<number | undefined>(layers.length).fill(undefined);
  const traffic = new Map<number, readonly Traffic[]>();
  const dequantizes = ({ producer }: Edge): Layer | undefined => {
    const layer = producer === undefined ? undefined : layers[producer];
    return layer?.detail?.kind === 'quantization' && layer.detail.function === 'dequantize' ? layer : undefined;
  };
  const quantizers = (edge: Edge): readonly Layer[] => {
    const list = readers.of(edge);
    const all = list.every(({ detail }) => detail?.kind === 'quantization' && detail.function === 'quantize');
    return all && !readers.escapes(edge) ? list : [];
  };

  const quantized = new Set<Layer>();
  for (const layer of layers) {
    const output = layer.outputs[0];
    if (
      output === undefined ||
      !isRunning(layer) ||
      !quantizable.has(layer.category) ||
      layer.detail?.kind === 'quantization' ||
      inChain[layer.index] !== undefined
    ) {
      continue;
    }
    const data = dataInputs(layer);
    const after = quantizers(results.get(layer.index) ?? output);
    const [first] = after;
    if (
      data.length === 0 ||
      !data.every((edge) => dequantizes(edge)?.region === layer.region) ||
      (first === undefined && layer.category !== 'matmul')
    ) {
      continue;
    }
    quantized.add(layer);
    for (const quantizer of after) fusedInto[quantizer.index] = layer.index;
    traffic.set(
      layer.index,
      trafficOf(layer).map((part): Traffic => {
        const edge = part.direction === 'read' ? dequantizes(part.edge)?.inputs[0] : first?.outputs[0];
        return edge === undefined ? part : { ...part, edge, bytes: bytesOf(part.elements, dtypeInMemory(edge)) };
      }),
    );
  }
  for (const layer of quantizations) {
    if (layer.detail?.kind !== 'quantization' || layer.detail.function !== 'dequantize') continue;
    const outputs = layer.outputs.filter((edge) => edge !== undefined);
    const users = outputs.flatMap((edge) => readers.of(edge));
    const [user] = users;
    if (
      user !== undefined &&
      !outputs.some((edge) => readers.escapes(edge)) &&
      users.every((each) => quantized.has(each))
    ) {
      fusedInto[layer.index] = user.index;
    }
  }
  const sourceOf = (layer: Layer, input: Edge): Edge =>
    quantized.has(layer) ? (dequantizes(input)?.inputs[0] ?? input) : input;
  return { fusedInto, traffic, sourceOf };
}
