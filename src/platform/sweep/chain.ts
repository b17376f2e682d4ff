import proto from 'onnx-proto';
import { codeOfDType } from '../../ir/index.js';
import type { DType } from '../../ir/index.js';

const { onnx } = proto;

/** An attribute: whole numbers are ints, unless they are wrapped in `float`. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** A small network of the sweep. */
export interface Chain {
  readonly name: string;
  /** The ONNX file. Its weights are zeros in a file that need not be there, `WEIGHTS_FILE`. */
  readonly bytes: Uint8Array;
  /** The bytes that this file would have. */
  readonly dataBytes: number;
}

/** The file of the weights of all chains, which begin at its start. */
export const WEIGHTS_FILE = 'weights.bin';

/** A chain while it is written. */
export interface ChainBuilder {
  input(dims: readonly number[]): string;
  /** A weight of zeros. */
  weight(dims: readonly number[], dtype?: DType): string;
  /** A stored number or list. */
  constant(dtype: 'float32' | 'int64' | 'uint8' | 'int8' | 'int32', elements: number | readonly number[]): string;
  /** Adds a node and gives its output. */
  add(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** Adds a node of several outputs. */
  addMany(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): readonly string[];
  finish(outputs: readonly string[]): Chain;
}

/** Starts a chain. */
export function startChain(name: string): ChainBuilder {
  const nodes: proto.onnx.INodeProto[] = [];
  const inputs: proto.onnx.IValueInfoProto[] = [];
  const initializers: proto.onnx.ITensorProto[] = [];
  let count = 0;
  let dataBytes = 0;
  const fresh = (kind: string): string => `${kind}${(count += 1)}`;
  const addMany: ChainBuilder['addMany'] = (opType, operands, outputs, attributes = {}) => {
    const output = Array.from({ length: outputs }, () => fresh('t'));
    nodes.push({
      opType,
      name: `${opType}_${count}`,
      input: [...operands],
      output,
      attribute: Object.entries(attributes).map(attributeOf),
    });
    return output;
  };
  return {
    input(dims) {
      const input = fresh('x');
      const shape = { dim: dims.map((dimValue) => ({ dimValue })) };
      inputs.push({ name: input, type: { tensorType: { elemType: codeOfDType('float32'), shape } } });
      return input;
    },
    weight(dims, dtype = 'float32') {
      const weight = fresh('w');
      const width = dtype === 'int8' || dtype === 'uint8' ? 1 : 4;
      const length = width * dims.reduce((product, dim) => product * dim, 1);
      initializers.push({
        name: weight,
        dataType: codeOfDType(dtype),
        dims: [...dims],
        dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
        externalData: [
          { key: 'location', value: WEIGHTS_FILE },
          { key: 'offset', value: String(dataBytes) },
          { key: 'length', value: String(length) },
        ],
      });
      dataBytes += length;
      return weight;
    },
    constant(dtype, elements) {
      const constant = fresh('c');
      const list = typeof elements === 'number' ? [elements] : [...elements];
      initializers.push({
        name: constant,
        dataType: codeOfDType(dtype),
        dims: typeof elements === 'number' ? [] : [list.length],
        ...(dtype === 'float32' ? { floatData: list } : dtype === 'int64' ? { int64Data: list } : { int32Data: list }),
      });
      return constant;
    },
    add: (op, operands, attributes) => addMany(op, operands, 1, attributes)[0] ?? '',
    addMany,
    finish(outputs) {
      const bytes = onnx.ModelProto.encode({
        irVersion: 8,
        producerName: 'netstat',
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name,
          node: nodes,
          input: inputs,
          initializer: initializers,
          output: outputs.map((output) => ({
            name: output,
            type: { tensorType: { elemType: codeOfDType('float32') } },
          })),
        },
      }).finish();
      return { name, bytes, dataBytes };
    },
  };
}

function attributeOf([name, value]: readonly [string, AttributeValue]): proto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}
