import type { Facts } from './facts.js';
import type { NetworkLayer, NetworkValue } from './network.js';

/** A convolution's facts. */
export type ConvolutionFacts = Extract<Facts, { kind: 'convolution' }>;

/**
 * Floats of the widest vectors in use. Channels that fill them, or are fewer than them at the input, can be computed in
 * blocks.
 */
const VECTOR = 16;

/** Floats of the narrowest vectors in use. */
const SHORT_VECTOR = 4;

/** Elements rounded up to whole vectors. */
export function wholeVectors(channels: number): number {
  return Math.ceil(channels / VECTOR) * VECTOR;
}

/**
 * Whether a convolution's channels suit vectors: its input's channels a multiple of 4 or fewer than 16; in groups, the
 * output's a multiple of 4 and each group's of 16, or one channel a group. Only in two dimensions, with float32 weights
 * that are known at load. Undefined for other layers.
 */
export function alignmentOf({ facts, inputs, outputs }: NetworkLayer): 'aligned' | 'unaligned' | undefined {
  if (facts?.kind !== 'convolution' || facts.transposed) return undefined;
  const fits = facts.kernel.length === 2 && isReady(inputs[1]) && outputs[0]?.dtype === 'float32';
  return fits && hasAlignedChannels(facts) ? 'aligned' : 'unaligned';
}

/** Whether weights can be laid out at load. */
function isReady(weights: NetworkValue | undefined): boolean {
  return weights !== undefined && weights.constant && !weights.dequantized;
}

function hasAlignedChannels({ groups, inputChannels, outputChannels }: ConvolutionFacts): boolean {
  if (groups === 1) return inputChannels < VECTOR || inputChannels % SHORT_VECTOR === 0;
  if (outputChannels % SHORT_VECTOR !== 0) return false;
  const [ins, outs] = [inputChannels / groups, outputChannels / groups];
  return (ins === 1 && outs === 1) || (ins % VECTOR === 0 && outs % VECTOR === 0);
}

/** Whether every channel is convolved by itself. */
export function isDepthwise({ groups, inputChannels, outputChannels }: ConvolutionFacts): boolean {
  return groups > 1 && inputChannels === groups && outputChannels === groups;
}

/** Whether the input has too few channels to fill a vector, as a network's first convolution has. */
export function hasFewInputs({ groups, inputChannels }: ConvolutionFacts): boolean {
  return groups === 1 && inputChannels < VECTOR;
}

/**
 * Taps that lie on the input, on average over the output: fewer than the kernel has where it is spread out beyond the
 * edges.
 */
export function tapsOnInput({ kernel, strides, dilations, inputSpatial, outputSpatial }: ConvolutionFacts): number {
  return kernel.reduce((product, taps, axis) => {
    const [stride = 1, dilation = 1] = [strides[axis], dilations[axis]];
    const [ins = 1, outs = 1] = [inputSpatial[axis], outputSpatial[axis]];
    if (dilation === 1 || outs === 0) return product * taps;
    const padding = Math.floor(Math.max(0, (outs - 1) * stride + dilation * (taps - 1) + 1 - ins) / 2);
    let count = 0;
    for (let out = 0; out < outs; out += 1) {
      for (let tap = 0; tap < taps; tap += 1) {
        const place = out * stride + tap * dilation - padding;
        if (place >= 0 && place < ins) count += 1;
      }
    }
    return product * (count / outs);
  }, 1);
}
