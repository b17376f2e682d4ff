import { startChain } from './chain.js';
import type { Chain, ChainBuilder } from './chain.js';
import { randomOf } from './random.js';

/** Adds an operator that reads a map of `channels` channels and `side` places a side, and gives a value of float32. */
type Part = (net: ChainBuilder, x: string, channels: number, size: number) => string;

const unary =
  (op: string): Part =>
  (net, x) =>
    net.add(op, [x]);
const asFloat = (net: ChainBuilder, x: string): string => net.add('Cast', [x], { to: FLOAT });

/** Codes of element types in ONNX. */
const FLOAT = 1;
const INT32 = 6;

/** How many of a list TopK finds. */
const TOP = 5;

/** Operators that few networks have. Some take many times as long for an element as others. */
const parts: readonly Part[] = [
  (net, x) => net.add('LRN', [x], { size: 5, alpha: { float: 1e-4 }, beta: { float: 0.75 } }),
  ...['Elu', 'Selu', 'Softsign', 'Log', 'Sin', 'Cos', 'Abs', 'Neg', 'Floor', 'Reciprocal'].map(unary),
  unary('GlobalMaxPool'),
  (net, x) => net.add('Sum', [x, x, x]),
  (net, x) => net.add('Max', [x, net.constant('float32', 0.5)]),
  (net, x) => net.add('DepthToSpace', [x], { blocksize: 2 }),
  (net, x) => net.add('LogSoftmax', [x], { axis: 1 }),
  (net, x) => net.add('LpNormalization', [x], { axis: 1 }),
  (net, x) => net.add('MeanVarianceNormalization', [x]),
  (net, x) => net.add('ReduceSum', [x, net.constant('int64', [1])]),
  (net, x) => net.add('ReduceL2', [x], { axes: [2, 3] }),
  (net, x) => asFloat(net, net.add('ArgMax', [x], { axis: 1 })),
  (net, x) => asFloat(net, net.add('Cast', [x], { to: INT32 })),
  (net, x) => asFloat(net, net.add('Not', [net.add('Less', [x, net.constant('float32', 0.5)])])),
  (net, x) => net.add('CumSum', [x, net.constant('int64', 1)]),
  (net, x) => net.add('Tile', [x, net.constant('int64', [1, 2, 1, 1])]),
  (net, x, channels, size) =>
    net.add('Expand', [net.add('ReduceMax', [x], { axes: [2, 3] }), net.constant('int64', [1, channels, size, size])]),
  (net, x, channels, size) => {
    const rows = net.add('Reshape', [net.add('Abs', [x]), net.constant('int64', [channels, size * size])]);
    return net.addMany('TopK', [rows, net.constant('int64', [TOP])], 2, { axis: -1 })[0] ?? '';
  },
];

/** The sides of maps; chains take them in turns, so that the first few have all sizes. */
const SIZES = [28, 56, 14, 8] as const;

/** The most elements of a map: some operators take tens of nanoseconds for each. */
const MOST = 600_000;

/** A chain of all operators in `parts`, each on one map. */
export function rarerChain(index: number, seed: number): Chain {
  const random = randomOf(seed);
  const net = startChain(`rarer-${index}`);
  const size = SIZES[index % SIZES.length] ?? 28;
  let channels = random.pick([32, 64, 96, 128, 192, 256, 512, 832]);
  while (channels * size * size > MOST) channels = Math.floor(channels / 8) * 4;
  const x = net.input([1, channels, size, size]);
  return net.finish(parts.map((part) => part(net, x, channels, size)));
}
