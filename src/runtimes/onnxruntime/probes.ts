import proto from 'onnx-proto';
import { analyse } from '../../analysis/index.js';
import { codeOfDType } from '../../ir/index.js';
import type { DType } from '../../ir/index.js';
import { elementsOf, makeInputs } from '../../measurement/index.js';
import type { Probe, ProfilingProbe } from '../../measurement/index.js';
import { memorySource, readModel } from '../../onnx/index.js';

const { onnx } = proto;

const MEBIBYTE = 2 ** 20;

/** The sets of memory that additions and copies work on, in mebibytes. */
const MEBIBYTES = [0.25, 0.5, 1, 3, 12, 48, 192] as const;

/** The seed of inputs; what is in them does not matter to dense work. */
const SEED = 1;

/**
 * The models that calibration runs: the kinds of work of which networks are made, at sizes that runtimes do best, and
 * copies, additions and sums of tensors that fit into caches or do not, up to a size.
 */
export function makeProbes(mostMebibytes = Infinity): readonly Probe[] {
  const convolution = (name: string, channels: number, size: number, kernel: number, groups = 1): Probe =>
    probe(name, 'compute', 'Conv', [1, channels, size, size], [channels, channels / groups, kernel, kernel], {
      group: groups,
      pads: Array.from({ length: 4 }, () => (kernel - 1) / 2),
    });
  return [
    convolution('3×3 convolution, 128 channels', 128, 56, 3),
    convolution('3×3 convolution, 512 channels', 512, 14, 3),
    convolution('1×1 convolution, 256 channels', 256, 28, 1),
    convolution('3×3 depthwise convolution, 256 channels', 256, 56, 3, 256),
    probe('matrix product, 1024×1024', 'compute', 'MatMul', [1024, 1024], [1024, 1024], {}),
    integerProduct(),
    ...MEBIBYTES.flatMap((mebibytes) =>
      mebibytes <= mostMebibytes
        ? [moving(mebibytes), ...(IMAGE_MEBIBYTES.has(mebibytes) ? [image(mebibytes)] : [])]
        : [],
    ),
  ];
}

/** The working sets that are also probed by layers on a map. Beyond caches the probes of lists are enough. */
const IMAGE_MEBIBYTES: ReadonlySet<number> = new Set([0.25, 0.5, 1, 3, 12, 48]);

/** A chain that moves little is repeated, so that its kernels read what others have just written, as in networks. */
const SMALL_MEBIBYTES = 3;
const REPEATS = 8;

/**
 * A chain of layers that compute next to nothing: a concatenation and a split that read and write so much together, an
 * addition of three quarters of it, a sum that only reads, half of it.
 */
function moving(mebibytes: number): Probe {
  const elements = Math.floor((mebibytes * MEBIBYTE) / 16);
  const repeats = mebibytes <= SMALL_MEBIBYTES ? REPEATS : 1;
  const step = (opType: string, input: readonly string[], output: readonly string[], axis?: number) => ({
    opType,
    name: output[0] ?? '',
    input: [...input],
    output: [...output],
    attribute: axis === undefined ? [] : [attributeOf(['axis', axis])],
  });
  const rounds = Array.from({ length: repeats }, (_, round) => [
    step('Concat', [`a${round}`, `b${round}`], [`both${round}`], 1),
    step('ReduceSum', [`both${round}`], [`sum${round}`]),
    step('Split', [`both${round}`], [`a${round + 1}`, `half${round}`], 1),
    step('Add', [`a${round + 1}`, `half${round}`], [`b${round + 1}`]),
  ]);
  const outputs = [`a${repeats}`, `b${repeats}`, ...rounds.map((_, round) => `sum${round}`)];
  return {
    name: `moving ${mebibytes} MiB`,
    limit: 'memory',
    ...runnableOf({
      // What comes from outside is in memory that the runtime has not touched.
      node: [step('Abs', ['x'], ['a0']), step('Abs', ['w'], ['b0']), ...rounds.flat()],
      input: [valueInfo('x', [1, elements]), valueInfo('w', [1, elements])],
      output: outputs.map((name) => ({ name, type: { tensorType: { elemType: codeOfDType('float32') } } })),
    }),
  };
}

/** The channels of a map: they fill vectors of every width. */
const CHANNELS = 64;

/**
 * Layers on a map of so many bytes. Where the runtime keeps channels in blocks: two poolings, which hardly write, and
 * an addition. On a map without blocks: a gate and a Relu, which write over their input.
 */
function image(mebibytes: number): Probe {
  const size = 2 * Math.floor(Math.sqrt((mebibytes * MEBIBYTE) / (4 * CHANNELS)) / 2);
  const repeats = mebibytes <= SMALL_MEBIBYTES ? REPEATS : 1;
  const step = (opType: string, input: readonly string[], output: string, attributes = {}) => ({
    opType,
    name: output,
    input: [...input],
    output: [output],
    attribute: Object.entries<readonly number[]>(attributes).map(attributeOf),
  });
  const rounds = Array.from({ length: repeats }, (_, round) => [
    step('MaxPool', [`a${round}`], `half${round}`, { kernel_shape: [2, 2], strides: [2, 2] }),
    step('GlobalAveragePool', [`a${round}`], `mean${round}`),
    step('Add', [`a${round}`, `a${round}`], `a${round + 1}`),
  ]);
  const inPlace = Array.from({ length: repeats }, (_, round) => [
    step('Mul', [`b${round}`, 'w'], `c${round}`),
    step('Relu', [`c${round}`], `b${round + 1}`),
  ]);
  const outputs = [`a${repeats}`, `b${repeats}`, ...rounds.flatMap((_, round) => [`half${round}`, `mean${round}`])];
  return {
    name: `a map of ${mebibytes} MiB`,
    limit: 'memory',
    ...runnableOf({
      // An average of one place each lays the channels out in blocks.
      node: [
        step('AveragePool', ['x'], 'a0', { kernel_shape: [1, 1] }),
        ...rounds.flat(),
        step('Abs', ['x'], 'b0'),
        ...inPlace.flat(),
      ],
      input: [valueInfo('x', [1, CHANNELS, size, size]), valueInfo('w', [1, CHANNELS, 1, 1])],
      output: outputs.map((name) => ({ name, type: { tensorType: { elemType: codeOfDType('float32') } } })),
    }),
  };
}

/** A product of matrices of 8-bit integers. */
function integerProduct(): Probe {
  const size = [1024, 1024];
  return {
    name: 'matrix product of 8-bit integers, 1024×1024',
    limit: 'integer',
    ...runnableOf({
      node: [{ opType: 'MatMulInteger', name: 'probe', input: ['x', 'w'], output: ['y'] }],
      input: [valueInfo('x', size, 'uint8')],
      output: [{ name: 'y', type: { tensorType: { elemType: codeOfDType('int32') } } }],
      initializer: [
        { name: 'w', dataType: codeOfDType('int8'), dims: size, rawData: new Uint8Array(1024 * 1024).fill(3) },
      ],
    }),
  };
}

/** Kernels in the chain with which the cost of profiling is found. */
const CHAIN = 50;

/** A chain of kernels that do next to nothing, one number each, which no runtime takes together. */
export function profilingProbe(): ProfilingProbe {
  const nodes = Array.from({ length: CHAIN }, (_, index) => ({
    opType: index % 2 === 0 ? 'Cos' : 'Sin',
    name: `probe ${index}`,
    input: [index === 0 ? 'x' : `y${index - 1}`],
    output: [`y${index}`],
  }));
  const { runnable } = runnableOf({
    node: nodes,
    input: [valueInfo('x', [1])],
    output: [{ name: `y${CHAIN - 1}`, type: { tensorType: { elemType: codeOfDType('float32') } } }],
  });
  return { runnable, kernels: CHAIN };
}

/** A model of one node that reads `x` and a second operand, which is stored. */
function probe(
  name: string,
  limit: Probe['limit'],
  opType: string,
  x: readonly number[],
  w: readonly number[],
  attributes: Readonly<Record<string, number | readonly number[]>>,
): Probe {
  return {
    name,
    limit,
    ...runnableOf({
      node: [
        {
          opType,
          name: 'probe',
          input: ['x', 'w'],
          output: ['y'],
          attribute: Object.entries(attributes).map(attributeOf),
        },
      ],
      input: [valueInfo('x', x)],
      output: [{ name: 'y', type: { tensorType: { elemType: codeOfDType('float32') } } }],
      initializer: [{ name: 'w', dataType: codeOfDType('float32'), dims: [...w], rawData: weights(w) }],
    }),
  };
}

function valueInfo(name: string, dims: readonly number[], dtype: DType = 'float32'): proto.onnx.IValueInfoProto {
  const dim = dims.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: codeOfDType(dtype), shape: { dim } } } };
}

function runnableOf(graph: proto.onnx.IGraphProto): Pick<Probe, 'runnable' | 'analysis'> {
  const bytes = onnx.ModelProto.encode({
    irVersion: 7,
    producerName: 'netstat',
    opsetImport: [{ domain: '', version: 13 }],
    graph: { name: 'probe', ...graph },
  }).finish();
  const model = readModel(memorySource(bytes));
  const analysis = analyse(model);
  const { inputs } = makeInputs(analysis, new Map(), SEED);
  return { runnable: { source: { kind: 'bytes', bytes }, model, inputs }, analysis };
}

function attributeOf([name, value]: readonly [string, number | readonly number[]]): proto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  return typeof value === 'number'
    ? { name, type: AttributeType.INT, i: value }
    : { name, type: AttributeType.INTS, ints: [...value] };
}

function weights(dims: readonly number[]): Uint8Array {
  const elements = elementsOf(
    'float32',
    dims.reduce((product, dim) => product * dim, 1),
    (index) => ((index % 17) - 8) / 64,
  );
  return elements instanceof Float32Array ? new Uint8Array(elements.buffer) : new Uint8Array();
}
