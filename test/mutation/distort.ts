import proto from 'onnx-proto';
import { randomFrom } from '../differential/random.js';
import type { Random } from '../differential/random.js';

const { onnx } = proto;

/**
 * A copy of a model that is a well-formed file but says what no exporter does: settings, sizes, types, inputs and
 * operators exchanged for others. The same seed gives the same copy.
 */
export function distort(file: Uint8Array, seed: number): Uint8Array {
  const random = randomFrom(seed);
  const model = onnx.ModelProto.decode(file);
  const graphs = graphsIn(model.graph);
  for (let count = random.integer(1, 4); count > 0; count--) random.pick(distortions)(random.pick(graphs), random);
  return onnx.ModelProto.encode(model).finish();
}

type Graph = proto.onnx.IGraphProto;
type Node = proto.onnx.INodeProto;

const distortions: readonly ((graph: Graph, random: Random) => void)[] = [
  changeAttribute,
  changeAttribute,
  changeAttribute,
  changeInputs,
  changeOutputs,
  changeOperator,
  changeDimension,
  changeDimension,
  changeType,
  changeInitializer,
  changeOrder,
];

/** A graph and those in the attributes of its nodes. */
function graphsIn(graph: Graph | null | undefined): Graph[] {
  if (!graph) return [];
  return [graph, ...(graph.node ?? []).flatMap(({ attribute }) => (attribute ?? []).flatMap(({ g }) => graphsIn(g)))];
}

const numbers = [0, -1, 1, 2, 3, 7, 65_536, 2 ** 31 - 1, -(2 ** 31), 1e9, 2 ** 62, -(2 ** 63)];
const floats = [0, 1, -1, 0.5, NaN, Infinity, 1e38, 1e-38];
const words = ['', 'NOTSET', 'SAME_UPPER', 'VALID', 'bidirectional', 'linear', 'ab,bc->ac', '...ij,jk'];
const names = ['N', 'N*2', 'N^256', 'floor(N/0)', 'N-1', '', '?', '-1', '`', 'N//2 + M', 'max(N, M)*N', '__proto__'];
const dtypes = 27;

function anyNode({ node }: Graph, random: Random): Node {
  return node && node.length > 0 ? random.pick(node) : {};
}

function changeAttribute(graph: Graph, random: Random): void {
  const { attribute } = anyNode(graph, random);
  if (!attribute || attribute.length === 0) return;
  const chosen = random.pick(attribute);
  if (chosen.ints && chosen.ints.length > 0) {
    const at = random.integer(0, chosen.ints.length - 1);
    chosen.ints = random.pick([chosen.ints.slice(1), [...chosen.ints, 1], chosen.ints.with(at, random.pick(numbers))]);
  } else if (chosen.type === onnx.AttributeProto.AttributeType.INT) chosen.i = random.pick(numbers);
  else if (chosen.type === onnx.AttributeProto.AttributeType.FLOAT) chosen.f = random.pick(floats);
  else if (chosen.type === onnx.AttributeProto.AttributeType.STRING) {
    chosen.s = new TextEncoder().encode(random.pick(words));
  }
}

function changeInputs(graph: Graph, random: Random): void {
  const node = anyNode(graph, random);
  const { input } = node;
  if (!input || input.length === 0) return;
  node.input = random.pick([
    input.slice(0, -1),
    [...input, random.pick([...input, 'nowhere'])],
    random.shuffle(input),
    input.with(0, ''),
  ]);
}

function changeOutputs(graph: Graph, random: Random): void {
  const node = anyNode(graph, random);
  const { output } = node;
  if (output && output.length > 0) {
    node.output = random.pick([output.slice(0, -1), [...output, 'more'], random.shuffle(output)]);
  }
}

function changeOperator(graph: Graph, random: Random): void {
  const { opType, domain } = anyNode(graph, random);
  Object.assign(anyNode(graph, random), { opType: opType ?? '', domain: domain ?? '' });
}

function changeDimension({ input, output, valueInfo }: Graph, random: Random): void {
  const infos = [...(input ?? []), ...(output ?? []), ...(valueInfo ?? [])];
  const type = infos.length > 0 ? random.pick(infos).type?.tensorType : undefined;
  if (!type) return;
  const dims = type.shape?.dim ?? [];
  if (dims.length === 0 || random.chance(0.1)) {
    type.shape = random.pick([null, { dim: [] }, { dim: [...dims, { dimValue: 2 }] }]);
  } else {
    dims[random.integer(0, dims.length - 1)] = random.pick([
      { dimParam: random.pick(names) },
      { dimValue: random.pick(numbers) },
    ]);
  }
}

function changeType({ input, valueInfo }: Graph, random: Random): void {
  const infos = [...(input ?? []), ...(valueInfo ?? [])];
  const type = infos.length > 0 ? random.pick(infos).type?.tensorType : undefined;
  if (type) type.elemType = random.integer(0, dtypes);
}

function changeInitializer({ initializer }: Graph, random: Random): void {
  if (!initializer || initializer.length === 0) return;
  const tensor = random.pick(initializer);
  const dims = tensor.dims ?? [];
  if (random.chance(0.3)) tensor.dataType = random.integer(0, dtypes);
  else if (tensor.int64Data && tensor.int64Data.length > 0) {
    tensor.int64Data = tensor.int64Data.map(() => random.pick(numbers));
  } else {
    tensor.dims =
      dims.length === 0 ? [random.pick(numbers)] : dims.with(random.integer(0, dims.length - 1), random.pick(numbers));
  }
}

function changeOrder(graph: Graph, random: Random): void {
  graph.node = random.pick([random.shuffle(graph.node ?? []), [...(graph.node ?? []), anyNode(graph, random)]]);
}
