import { startChain } from './chain.js';
import type { Chain, ChainBuilder } from './chain.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';

function linear(net: ChainBuilder, x: string, from: number, to: number): string {
  return net.add('Add', [net.weight([to]), net.add('MatMul', [x, net.weight([from, to])])]);
}

/** LayerNormalization as one operator, or spelled out as exporters do. */
function layerNormalization(net: ChainBuilder, x: string, width: number, isSpelledOut: boolean): string {
  if (!isSpelledOut) {
    return net.add('LayerNormalization', [x, net.weight([width]), net.weight([width])], {
      axis: -1,
      epsilon: { float: 1e-5 },
    });
  }
  const centred = net.add('Sub', [x, net.add('ReduceMean', [x], { axes: [-1] })]);
  const square = net.add('Pow', [centred, net.constant('float32', 2)]);
  const variance = net.add('Add', [net.add('ReduceMean', [square], { axes: [-1] }), net.constant('float32', 1e-5)]);
  const unit = net.add('Div', [centred, net.add('Sqrt', [variance])]);
  return net.add('Add', [net.add('Mul', [unit, net.weight([width])]), net.weight([width])]);
}

/** GELU as exporters spell it out. */
function gelu(net: ChainBuilder, x: string): string {
  const error = net.add('Erf', [net.add('Div', [x, net.constant('float32', Math.SQRT2)])]);
  const factor = net.add('Add', [error, net.constant('float32', 1)]);
  return net.add('Mul', [net.add('Mul', [x, factor]), net.constant('float32', 0.5)]);
}

/** The maps that attention works on: windows (or images) with the same number of places each. */
interface Places {
  readonly windows: number;
  readonly length: number;
  readonly width: number;
  readonly heads: number;
}

/** Attention with a product for each of queries, keys and values, without the product behind it. */
function attend(net: ChainBuilder, x: string, { windows, length, width, heads }: Places, isMasked: boolean): string {
  const split = net.constant('int64', [windows, length, heads, Math.floor(width / heads)]);
  const [query = '', key = '', value = ''] = [
    [0, 2, 1, 3],
    [0, 2, 3, 1],
    [0, 2, 1, 3],
  ].map((perm) => net.add('Transpose', [net.add('Reshape', [linear(net, x, width, width), split])], { perm }));
  const scores = net.add('Div', [net.add('MatMul', [query, key]), net.constant('float32', 8)]);
  const masked = isMasked ? net.add('Add', [scores, net.weight([1, heads, length, length])]) : scores;
  const mixed = net.add('MatMul', [net.add('Softmax', [masked], { axis: -1 }), value]);
  return net.add('Reshape', [
    net.add('Transpose', [mixed], { perm: [0, 2, 1, 3] }),
    net.constant('int64', [windows, length, width]),
  ]);
}

/** A transformer's block: attention and a perceptron of two layers. */
export function transformerChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`transformer-${index}`);
  const isSpelledOut = random.chance(0.5);
  const width = random.pick([64, 96, 128, 192, 256, 384, 512, 768, 768]);
  const heads = Math.max(1, Math.floor(width / random.pick([32, 32, 64, 64])));
  let length = random.pick([16, 32, 49, 50, 64, 77, 128, 144, 196, 197, 256, 384]);
  while (length * width * width * 12 > 1.6e9) length = Math.max(16, Math.floor(length / 2));
  const windows = length <= 64 && length * width * width * 12 < 2e8 ? random.pick([1, 1, 4]) : 1;
  const x = net.input([windows, length, width]);
  const normal = layerNormalization(net, x, width, isSpelledOut);
  const joined = attend(net, normal, { windows, length, width, heads }, random.chance(0.4));
  const attended = net.add('Add', [x, linear(net, joined, width, width)]);
  const inner = width * random.pick([2, 4, 4]);
  const wide = linear(net, layerNormalization(net, attended, width, isSpelledOut), width, inner);
  const bent = random.chance(0.7) ? gelu(net, wide) : net.add(random.pick(['Relu', 'Tanh']), [wide]);
  return net.finish([net.add('Add', [attended, linear(net, bent, inner, width)])]);
}

/** A transformer of images: in turns one over all patches (ViT), one over windows that are rolled (Swin). */
export function imageTransformerChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`image-transformer-${index}`);
  const pooled = index % 2 === 0 ? windowNetwork(net, random) : patchNetwork(net, random);
  return net.finish([net.add('Gemm', [pooled.name, net.weight([pooled.width, 1000]), net.weight([1000])])]);
}

/** A row of features for an image. */
interface Pooled {
  readonly name: string;
  readonly width: number;
}

/** Patches of an image, as a map of so many channels. */
function embed(net: ChainBuilder, side: number, patch: number, width: number): string {
  const image = net.input([1, 3, side * patch, side * patch]);
  return net.add('Conv', [image, net.weight([width, 3, patch, patch]), net.weight([width])], {
    kernel_shape: [patch, patch],
    strides: [patch, patch],
  });
}

function perceptron(net: ChainBuilder, x: string, width: number, isSpelledOut: boolean): string {
  const wide = linear(net, layerNormalization(net, x, width, isSpelledOut), width, 4 * width);
  return net.add('Add', [x, linear(net, gelu(net, wide), 4 * width, width)]);
}

/** Dosovitskiy et al., "An Image is Worth 16x16 Words" (2020): a block over all patches and a class token. */
function patchNetwork(net: ChainBuilder, random: Random): Pooled {
  const side = random.pick([7, 14]);
  const width = side === 7 ? random.pick([384, 768]) : random.pick([192, 384]);
  const isSpelledOut = random.chance(0.5);
  const rows = net.add(
    'Transpose',
    [
      net.add('Reshape', [
        embed(net, side, side === 7 ? 32 : 16, width),
        net.constant('int64', [1, width, side * side]),
      ]),
    ],
    { perm: [0, 2, 1] },
  );
  const length = side * side + 1;
  const tokens = net.add('Concat', [net.weight([1, 1, width]), rows], { axis: 1 });
  const x = net.add('Add', [tokens, net.weight([1, length, width])]);
  const places = { windows: 1, length, width, heads: width / 64 };
  const joined = attend(net, layerNormalization(net, x, width, isSpelledOut), places, false);
  const out = perceptron(net, net.add('Add', [x, linear(net, joined, width, width)]), width, isSpelledOut);
  const last = layerNormalization(net, out, width, isSpelledOut);
  return { name: net.add('Gather', [last, net.constant('int64', 0)], { axis: 1 }), width };
}

/** Liu et al., "Swin Transformer" (2021): a block over windows, which are rolled before and after, and a merge. */
function windowNetwork(net: ChainBuilder, random: Random): Pooled {
  const window = 7;
  const across = random.pick([4, 8]);
  const side = window * across;
  const width = random.pick([64, 96, 96, 128]);
  const isSpelledOut = random.chance(0.5);
  const x = net.add('Transpose', [embed(net, side, 4, width)], { perm: [0, 2, 3, 1] });
  const places = { windows: across * across, length: window * window, width, heads: width / 32 };
  const tiled = [1, across, window, across, window, width];
  const apart = [1, across, across, window, window, width];
  const rearrange = (from: string, before: readonly number[], after: readonly number[]): string =>
    net.add('Reshape', [
      net.add('Transpose', [net.add('Reshape', [from, net.constant('int64', before)])], { perm: [0, 1, 3, 2, 4, 5] }),
      net.constant('int64', after),
    ]);
  const rolled = roll(net, layerNormalization(net, x, width, isSpelledOut), side, 3);
  const rows = rearrange(rolled, tiled, [places.windows, places.length, width]);
  const joined = linear(net, attend(net, rows, places, true), width, width);
  const map = roll(net, rearrange(joined, apart, [1, side, side, width]), side, side - 3);
  const out = perceptron(net, net.add('Add', [x, map]), width, isSpelledOut);
  const merged = net.add('Concat', quarters(net, out), { axis: -1 });
  const normal = layerNormalization(net, merged, 4 * width, isSpelledOut);
  const half = net.add('MatMul', [normal, net.weight([4 * width, 2 * width])]);
  return { name: net.add('ReduceMean', [half], { axes: [1, 2], keepdims: 0 }), width: 2 * width };
}

/** The part of a value from `starts` to `ends` along axes, every `step`th place of it. */
function slice(
  net: ChainBuilder,
  x: string,
  { axes, starts, ends, step = 1 }: { axes: number[]; starts: number[]; ends: number[]; step?: number },
): string {
  const lists = [starts, ends, axes, axes.map(() => step)];
  return net.add('Slice', [x, ...lists.map((list) => net.constant('int64', list))]);
}

/** A map moved by so many places along its height and width, its far ends coming back at the near ones. */
function roll(net: ChainBuilder, x: string, side: number, places: number): string {
  return [1, 2].reduce((map, axis) => {
    const [far, near] = [
      slice(net, map, { axes: [axis], starts: [places], ends: [side] }),
      slice(net, map, { axes: [axis], starts: [0], ends: [places] }),
    ];
    return net.add('Concat', [far, near], { axis });
  }, x);
}

/** The four maps of half the height and width that neighbours make. */
function quarters(net: ChainBuilder, x: string): readonly string[] {
  return [0, 1, 0, 1].map((row, index) =>
    slice(net, x, { axes: [1, 2], starts: [row, index < 2 ? 0 : 1], ends: [2 ** 31, 2 ** 31], step: 2 }),
  );
}
