// Convolutional networks, written down layer by layer:
//
//   const net = createNetwork({ name: 'stem', batch: 8 });
//   const x = net.relu(net.convolution(net.image(3, 224), 24, { kernel: 3, stride: 2 }));
//   const spec = net.finish(net.classify(net.maxPool(x, { kernel: 3, stride: 2, padding: 1 }), 1000));
//
// Maps know their channels and size, so that a network's text needs to say only what its paper says.

import type { Initializer, ModelSpec, NodeSpec } from './model.js';
import { constant, node, value, weight } from './model.js';

/** A tensor N × channels × height × width. */
export interface FeatureMap {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Options of every network. */
export interface NetworkOptions {
  /** Images at once, or the name of a dimension; 1 unless told. */
  readonly batch?: number | string;
  /**
   * Whether BatchNormalization stands after each convolution or, as exporters of inference graphs have it, in its
   * weights (the default).
   */
  readonly normalization?: 'folded' | 'separate';
}

interface Window {
  /** A square's side, or height and width; 1 unless told. */
  readonly kernel?: number | readonly [height: number, width: number];
  /** 1 unless told. */
  readonly stride?: number;
  /** On each side; half the kernel unless told. */
  readonly padding?: number | readonly [vertical: number, horizontal: number];
}

export interface ConvolutionOptions extends Window {
  /** 1 unless told. */
  readonly groups?: number;
  /** Whether a BatchNormalization belongs to it; so unless told. Without, it has a bias. */
  readonly normalized?: boolean;
}

export interface PoolOptions extends Window {
  /** Whether the last window may reach over the edge. */
  readonly ceil?: boolean;
}

/** A network being written. */
export type Network = ReturnType<typeof createNetwork>;

/** Starts a network. Weights are external, so that it takes a few kilobytes. */
export function createNetwork({
  name,
  batch = 1,
  normalization = 'folded',
}: NetworkOptions & { readonly name: string }) {
  const nodes: NodeSpec[] = [];
  const initializers: Initializer[] = [];
  const inputs: ReturnType<typeof value>[] = [];
  const scopes: string[] = [];
  const used = new Map<string, number>();

  const unique = (wanted: string): string => {
    const count = used.get(wanted) ?? 0;
    used.set(wanted, count + 1);
    return count === 0 ? wanted : `${wanted}_${count}`;
  };
  /** Adds a node of one output and gives the output's name. */
  const add = (opType: string, operands: readonly string[], attributes: NodeSpec['attributes'] = {}): string => {
    const nodeName = unique(`/${[...scopes, opType].join('/')}`);
    const output = `${nodeName}_output_0`;
    nodes.push(node(opType, operands, [output], attributes, { name: nodeName }));
    return output;
  };
  const parameter = (what: string, dims: readonly number[]): string => {
    const tensor = weight(unique([...scopes, what].join('.')), 'float32', dims);
    initializers.push(tensor);
    return tensor.name;
  };
  const integers = (what: string, elements: readonly number[]): string => {
    const tensor = constant(unique([...scopes, what].join('.')), 'int64', [elements.length], elements);
    initializers.push(tensor);
    return tensor.name;
  };
  const same = (map: FeatureMap, output: string): FeatureMap => ({ ...map, name: output });

  const convolution = (x: FeatureMap, channels: number, options: ConvolutionOptions = {}): FeatureMap => {
    const { groups = 1, normalized = true } = options;
    const { attributes, height, width, kernel } = slide(x, options);
    const separate = normalized && normalization === 'separate';
    const operands = [
      x.name,
      parameter('weight', [channels, x.channels / groups, ...kernel]),
      ...(separate ? [] : [parameter('bias', [channels])]),
    ];
    const output = { name: add('Conv', operands, { ...attributes, group: groups }), channels, height, width };
    return separate ? batchNormalization(output) : output;
  };
  const batchNormalization = (x: FeatureMap): FeatureMap =>
    same(
      x,
      add('BatchNormalization', [
        x.name,
        ...['weight', 'bias', 'running_mean', 'running_var'].map((what) => parameter(`norm.${what}`, [x.channels])),
      ]),
    );
  const pool = (opType: string, x: FeatureMap, options: PoolOptions): FeatureMap => {
    const { attributes, height, width } = slide(x, options);
    return {
      ...x,
      name: add(opType, [x.name], { ...attributes, ...(options.ceil === true && { ceil_mode: 1 }) }),
      height,
      width,
    };
  };
  const reshape = (operand: string, dims: readonly number[]): string =>
    add('Reshape', [operand, integers('shape', dims)]);

  return {
    add,
    parameter,
    integers,
    reshape,
    /** Layers that `build` adds stand in a module of that name. */
    scope<T>(module: string, build: () => T): T {
      scopes.push(module);
      const built = build();
      scopes.pop();
      return built;
    },
    /** The network's input: square images unless told. */
    image(channels: number, height: number, width = height): FeatureMap {
      const input = value('input', 'float32', [batch, channels, height, width]);
      inputs.push(input);
      return { name: input.name, channels, height, width };
    },
    /** A convolution that gives `channels` channels, with its BatchNormalization. */
    convolution,
    /** Every channel by itself. */
    depthwise: (x: FeatureMap, options: Omit<ConvolutionOptions, 'groups'> = {}): FeatureMap =>
      convolution(x, x.channels, { kernel: 3, ...options, groups: x.channels }),
    /** A BatchNormalization that no convolution can take in. */
    batchNormalization,
    relu: (x: FeatureMap): FeatureMap => same(x, add('Relu', [x.name])),
    relu6: (x: FeatureMap): FeatureMap => {
      const [low, high] = [0, 6].map((bound) => {
        const tensor = constant(unique([...scopes, 'bound'].join('.')), 'float32', [], [bound]);
        initializers.push(tensor);
        return tensor.name;
      });
      return same(x, add('Clip', [x.name, low ?? '', high ?? '']));
    },
    /** x·sigmoid(x), in two nodes. */
    silu: (x: FeatureMap): FeatureMap => same(x, add('Mul', [x.name, add('Sigmoid', [x.name])])),
    sigmoid: (x: FeatureMap): FeatureMap => same(x, add('Sigmoid', [x.name])),
    sum: (a: FeatureMap, b: FeatureMap): FeatureMap => same(a, add('Add', [a.name, b.name])),
    /** One map times another, broadcast. */
    product: (a: FeatureMap, b: FeatureMap): FeatureMap => same(a, add('Mul', [a.name, b.name])),
    /** Maps of one size, their channels one after the other. */
    concatenate(maps: readonly FeatureMap[]): FeatureMap {
      const [first] = maps;
      if (first === undefined) throw new Error('nothing to concatenate');
      return {
        ...first,
        name: add(
          'Concat',
          maps.map((map) => map.name),
          { axis: 1 },
        ),
        channels: maps.reduce((total, map) => total + map.channels, 0),
      };
    },
    /** The channels in two halves. */
    halves(x: FeatureMap): readonly [FeatureMap, FeatureMap] {
      const nodeName = unique(`/${[...scopes, 'Split'].join('/')}`);
      const channels = x.channels / 2;
      const outputs = [0, 1].map((index) => `${nodeName}_output_${index}`);
      nodes.push(
        node('Split', [x.name, integers('split', [channels, channels])], outputs, { axis: 1 }, { name: nodeName }),
      );
      const [left = '', right = ''] = outputs;
      return [
        { ...x, name: left, channels },
        { ...x, name: right, channels },
      ];
    },
    /** Channels of several groups, dealt out evenly to the groups that follow. */
    shuffle(x: FeatureMap, groups: number): FeatureMap {
      const { channels, height, width } = x;
      const split = reshape(x.name, [-1, groups, channels / groups, height, width]);
      return same(x, reshape(add('Transpose', [split], { perm: [0, 2, 1, 3, 4] }), [-1, channels, height, width]));
    },
    maxPool: (x: FeatureMap, options: PoolOptions): FeatureMap => pool('MaxPool', x, options),
    averagePool: (x: FeatureMap, options: PoolOptions): FeatureMap => pool('AveragePool', x, options),
    globalAveragePool: (x: FeatureMap): FeatureMap => ({
      ...x,
      name: add('GlobalAveragePool', [x.name]),
      height: 1,
      width: 1,
    }),
    /** All of a map as one vector: N × (channels·height·width). */
    flatten: (x: FeatureMap): FeatureMap => ({
      name: add('Flatten', [x.name], { axis: 1 }),
      channels: x.channels * x.height * x.width,
      height: 1,
      width: 1,
    }),
    /** A fully connected layer on vectors. */
    linear: (x: FeatureMap, channels: number): FeatureMap => ({
      ...x,
      name: add('Gemm', [x.name, parameter('weight', [channels, x.channels]), parameter('bias', [channels])], {
        transB: 1,
      }),
      channels,
    }),
    /** The mean of each channel and a fully connected layer. */
    classify(x: FeatureMap, classes: number): FeatureMap {
      return this.scope('classifier', () => this.linear(this.flatten(this.globalAveragePool(x)), classes));
    },
    /** The model, which gives these maps out. */
    finish: (...outputs: readonly FeatureMap[]): ModelSpec => ({
      name,
      opset: 17,
      inputs,
      outputs: outputs.map((map) => map.name),
      nodes,
      initializers,
    }),
  };
}

function slide({ height, width }: FeatureMap, { kernel = 1, stride = 1, padding, ceil = false }: PoolOptions) {
  const [kernelHeight, kernelWidth] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const [vertical, horizontal] =
    typeof padding === 'number'
      ? [padding, padding]
      : (padding ?? [Math.floor(kernelHeight / 2), Math.floor(kernelWidth / 2)]);
  const count = (size: number, side: number, pad: number): number => {
    const steps = (size + 2 * pad - side) / stride;
    if (!ceil) return Math.floor(steps) + 1;
    // A window that would start in the padding behind is left out.
    const windows = Math.ceil(steps) + 1;
    return (windows - 1) * stride >= size + pad ? windows - 1 : windows;
  };
  return {
    kernel: [kernelHeight, kernelWidth],
    height: count(height, kernelHeight, vertical),
    width: count(width, kernelWidth, horizontal),
    attributes: {
      kernel_shape: [kernelHeight, kernelWidth],
      strides: [stride, stride],
      pads: [vertical, horizontal, vertical, horizontal],
    },
  };
}
