import { constant, model, node, value } from '../../fixtures/build/model.js';
import type { AttributeSpec, Constant, NodeSpec } from '../../fixtures/build/model.js';
import type { DType, ValueInfo } from '../../src/ir/index.js';
import type { Random } from './random.js';

/** A value of a model being drawn: its name, type and the shape that it has at run time. */
export interface Drawn {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A model being drawn at random. */
export interface Sketch {
  readonly random: Random;
  readonly opset: number;
  /** An input of that type and shape. */
  input(dtype: DType, shape: readonly number[]): Drawn;
  /** A stored tensor whose elements matter. */
  stored(dtype: DType, shape: readonly number[], elements: Constant['elements']): Drawn;
  /** A list of integers that steers a node: stored, or now and then worked out from the shape of an input. */
  steering(numbers: readonly number[]): Drawn;
  /** A node, of the default domain unless it says another; gives the names of its outputs. */
  node(
    opType: string,
    inputs: readonly (Drawn | undefined)[],
    outputs: number,
    attributes?: Readonly<Record<string, AttributeSpec>>,
    domain?: string,
  ): readonly string[];
  /** A node of the default domain whose one value, such as a sequence, is no output of the model. */
  hidden(
    opType: string,
    inputs: readonly (Drawn | undefined)[],
    attributes?: Readonly<Record<string, AttributeSpec>>,
  ): Drawn;
}

/** A drawn model, and what to feed it. */
export interface DrawnModel {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Drawn[];
  readonly outputs: readonly string[];
  readonly description: string;
}

/** Starts a sketch; `finish` makes the model, whose outputs are all values that nodes give. */
export function startSketch(random: Random, opset: number): Sketch & { finish(): DrawnModel } {
  const inputs: Drawn[] = [];
  const initializers: Constant[] = [];
  const nodes: NodeSpec[] = [];
  const outputs: string[] = [];
  let count = 0;
  const name = (prefix: string): string => `${prefix}${count++}`;

  const sketch: Sketch = {
    random,
    opset,
    input(dtype, shape) {
      const drawn = { name: name('x'), dtype, shape };
      inputs.push(drawn);
      return drawn;
    },
    stored(dtype, shape, elements) {
      const drawn = { name: name('c'), dtype, shape };
      initializers.push(constant(drawn.name, dtype, shape, elements));
      return drawn;
    },
    steering(numbers) {
      const fits = numbers.length > 0 && numbers.every((number) => number >= 0 && number < 12);
      if (!fits || random.chance(0.6)) return sketch.stored('int64', [numbers.length], numbers);
      // Shape of an input made for it, taken apart and put together again as exporters do.
      const source = sketch.input('float32', numbers);
      const [shape = ''] = sketch.node('Shape', [source], 1);
      const drawnShape: Drawn = { name: shape, dtype: 'int64', shape: [numbers.length] };
      if (random.chance(0.5)) return drawnShape;
      const parts = numbers.map((_, index) => {
        const [part = ''] = sketch.node('Gather', [drawnShape, sketch.stored('int64', [1], [index])], 1, { axis: 0 });
        return { name: part, dtype: 'int64', shape: [1] } as const;
      });
      const [joined = ''] = sketch.node('Concat', parts, 1, { axis: 0 });
      return { name: joined, dtype: 'int64', shape: [numbers.length] };
    },
    node(opType, of, outputCount, attributes = {}, domain = '') {
      const names = Array.from({ length: outputCount }, () => name('y'));
      nodes.push(
        node(
          opType,
          of.map((drawn) => drawn?.name ?? ''),
          names,
          attributes,
          { domain },
        ),
      );
      outputs.push(...names);
      return names;
    },
    hidden(opType, of, attributes = {}) {
      const [only = ''] = sketch.node(opType, of, 1, attributes);
      outputs.splice(outputs.indexOf(only), 1);
      return { name: only, dtype: 'float32', shape: [] };
    },
  };
  return {
    ...sketch,
    finish() {
      const infos: ValueInfo[] = inputs.map((drawn) => value(drawn.name, drawn.dtype, drawn.shape));
      const domains = { 'ai.onnx.ml': opset >= 21 ? 5 : 3, 'com.microsoft': 1, 'com.microsoft.nchwc': 1 };
      const bytes = model({ opset, domains, inputs: infos, outputs, nodes, initializers });
      const steps = nodes.map(({ opType, inputs: read, outputs: given, attributes }) => {
        const call = `${opType}(${read.join(', ')})${JSON.stringify(attributes, bigints)}`;
        return `${given.join(', ')} = ${call}`;
      });
      const given = inputs.map((drawn) => `${drawn.name}: ${drawn.dtype}[${drawn.shape.join(', ')}]`);
      const constants = initializers.map(
        (one) => `${one.name}: ${one.dtype}[${one.dims.join(', ')}] = [${one.elements.slice(0, 8).join(', ')}]`,
      );
      return { bytes, inputs, outputs, description: [`opset ${opset}`, ...given, ...constants, ...steps].join('\n') };
    },
  };
}

function bigints(_: string, item: unknown): unknown {
  return typeof item === 'bigint' ? Number(item) : item;
}
