import type * as Ort from 'onnxruntime-node';
import { analyse } from '../../src/analysis/index.js';
import { isKnown } from '../../src/dim/index.js';
import type { Value } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { compute } from './generators/compute.js';
import { contributed } from './generators/contributed.js';
import { elementwise } from './generators/elementwise.js';
import { movement } from './generators/movement.js';
import { rare } from './generators/rare.js';
import { randomFrom } from './random.js';
import type { Drawn, DrawnModel } from './sketch.js';
import { startSketch } from './sketch.js';
import { messageOf } from '../../src/ir/index.js';

type Runtime = typeof Ort;

const generators = [...elementwise, ...movement, ...compute, ...contributed, ...rare];

/** The opsets that models are drawn for; every one that changed an operator is among them. */
const opsets = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];

/** The model of that seed: one to three operators with random valid attributes, shapes and opset. */
export function drawModel(seed: number): DrawnModel {
  const random = randomFrom(seed);
  const opset = random.pick(opsets);
  const usable = generators.filter(({ since, until = opset }) => since <= opset && opset <= until);
  const sketch = startSketch(random, opset);
  for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count--) random.pick(usable).draw(sketch);
  return sketch.finish();
}

/** The result of a comparison. */
export type Verdict =
  | { readonly kind: 'equal' }
  /** The runtime does not accept the model: no case. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'different'; readonly why: string; readonly description: string };

/** Runs a model and compares the type and shape of every value with what the analysis says. */
export async function compareWithRuntime(runtime: Runtime, drawn: DrawnModel): Promise<Verdict> {
  let actual: Readonly<Record<string, { readonly type: string; readonly dims: readonly number[] }>>;
  try {
    const session = await runtime.InferenceSession.create(drawn.bytes, {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 4,
    });
    try {
      actual = await session.run(Object.fromEntries(drawn.inputs.map((input) => [input.name, feed(runtime, input)])));
    } finally {
      await session.release();
    }
  } catch (error) {
    return { kind: 'refused', why: messageOf(error) };
  }
  const analysis = analyse(readModel(memorySource(drawn.bytes)));
  const inferred = new Map(
    analysis.layers.flatMap(({ outputs }) =>
      outputs.flatMap((edge) => (edge === undefined ? [] : [[edge.name, edge.type] as const])),
    ),
  );
  for (const edge of analysis.outputs) inferred.set(edge.name, edge.type);
  for (const name of drawn.outputs) {
    const right = actual[name];
    if (right === undefined) continue;
    const wanted = `${right.type}[${right.dims.join(', ')}]`;
    const mine = describe(inferred.get(name));
    if (mine !== wanted) {
      return {
        kind: 'different',
        why: `${name} is ${wanted}, inferred ${mine}`,
        description: `${drawn.description}\n${analysis.diagnostics.map(({ message }) => message).join('\n')}`,
      };
    }
  }
  return { kind: 'equal' };
}

function describe(value: Value | undefined): string {
  if (value?.kind !== 'tensor') return value?.kind ?? 'nothing';
  const axes = value.shape?.map((dim) => (isKnown(dim) ? String(dim) : dim.key)).join(', ') ?? '?';
  return `${value.dtype ?? '?'}[${axes}]`;
}

function feed(runtime: Runtime, { dtype, shape }: Drawn): InstanceType<Runtime['Tensor']> {
  const size = shape.reduce((all, dim) => all * dim, 1);
  const values = Array.from({ length: size }, (_, index) => (index % 5) + 1);
  switch (dtype) {
    case 'float32':
      return new runtime.Tensor('float32', Float32Array.from(values), shape);
    case 'float64':
      return new runtime.Tensor('float64', Float64Array.from(values), shape);
    case 'int64':
      return new runtime.Tensor('int64', BigInt64Array.from(values.map(BigInt)), shape);
    case 'int32':
      return new runtime.Tensor('int32', Int32Array.from(values), shape);
    case 'uint8':
      return new runtime.Tensor('uint8', Uint8Array.from(values), shape);
    case 'int8':
      return new runtime.Tensor('int8', Int8Array.from(values), shape);
    case 'bool':
      return new runtime.Tensor('bool', Uint8Array.from(values.map((number) => number % 2)), shape);
    default:
      throw new RangeError(`no input of type ${dtype} is drawn`);
  }
}
