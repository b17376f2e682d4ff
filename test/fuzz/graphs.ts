import { constant, graph, ints, model, node, typedValue, value } from '../../fixtures/build/model.js';
import type { AttributeSpec, FunctionSpec, GraphSpec, Initializer, NodeSpec } from '../../fixtures/build/model.js';
import type { Attribute, DeclaredType, DType } from '../../src/ir/index.js';
import { operatorFiles, operatorsIn } from '../../src/ops/index.js';
import type { Operator } from '../../src/ops/index.js';
import type { Random } from '../differential/random.js';

/** A model whose nodes are operators that netstat knows, with inputs, settings and bodies that need not fit them. */
export function drawGraph(random: Random): Uint8Array {
  const opset = random.pick([7, 11, 13, 17, 17, 18, 21, 24]);
  const inputs = random.list(random.integer(1, 4), (index) => typedValue(`x${index}`, drawType(random, 0)));
  const initializers = random.list(random.integer(0, 4), (index) => drawStored(`w${index}`, random));
  const functions = random.list(random.pick([0, 0, 1, 2]), (index): FunctionSpec => {
    const body = drawNodes(random, ['a', 'b'], 2, index);
    return {
      name: `F${index}`,
      domain: 'own',
      inputs: random.some(['a', 'b'], 0.9),
      outputs: [body.made.at(-1) ?? 'a'],
      attributes: random.some(['alpha', 'axis']),
      nodes: body.nodes,
    };
  });
  const names = [...inputs.map(({ name }) => name), ...initializers.map(({ name }) => name)];
  const { nodes, made } = drawNodes(random, names, 0, functions.length);
  return model({
    opset,
    domains: Object.fromEntries(domains.map((domain) => [domain, random.pick([1, 1, 3, 5])])),
    inputs,
    initializers,
    functions,
    nodes: random.chance(0.05) ? random.shuffle(nodes) : nodes,
    outputs: random.some(made).length > 0 ? random.some(made) : made.slice(-1),
    valueInfo: random.some(made, 0.1).map((name) => typedValue(name, drawType(random, 0))),
  });
}

const operators: readonly Operator[] = operatorsIn(operatorFiles);
const domains = [...new Set(operators.map(({ domain }) => domain)), 'own'].filter((domain) => domain !== 'ai.onnx');
/** Those that shapes go through are drawn more often, so that what one makes of a size reaches others. */
const usualTypes = new Set(
  (
    'Shape Size Reshape Slice Concat Gather Expand Tile Split Add Mul Div Cast NonZero Range Squeeze Unsqueeze Conv ' +
    'MatMul If Loop Scan Pad Resize Where Transpose Einsum'
  ).split(' '),
);
const usual = operators.filter(
  ({ type, domain }) => domain === 'ai.onnx' && (usualTypes.has(type) || /^(?:Sequence|Optional)/u.test(type)),
);

const dtypes: readonly DType[] = [
  'float32',
  'float32',
  'float16',
  'int64',
  'int64',
  'int32',
  'bool',
  'uint8',
  'string',
  'int4',
];
const sizes = [0, 1, 1, 2, 3, 4, 7, 8, 64, 2 ** 31, 'N', 'N', 'M', 'N*2'];

function drawType(random: Random, depth: number): DeclaredType | undefined {
  if (random.chance(0.03)) return undefined;
  if (depth < 3 && random.chance(0.12)) {
    const element = drawType(random, depth + 1);
    return random.pick<DeclaredType>([
      { kind: 'sequence', element },
      { kind: 'optional', element },
      { kind: 'map', key: 'int64', element },
    ]);
  }
  return {
    kind: 'tensor',
    dtype: random.chance(0.03) ? undefined : random.pick(dtypes),
    shape: random.chance(0.05)
      ? undefined
      : random.list(random.integer(0, 4), () => (random.chance(0.05) ? undefined : random.pick(sizes))),
  };
}

function drawStored(name: string, random: Random): Initializer {
  const length = random.integer(0, 4);
  const elements = random.list(length, () => random.pick([0, 1, 1, 2, 3, 4, 8, -1, -1, -2, 1_000_000, -(2 ** 53)]));
  const dims = random.chance(0.8) ? [length] : length === 1 ? [] : length === 4 ? [2, 2] : [length, 1];
  return constant(name, random.pick(['int64', 'int64', 'float32', 'int32']), dims, elements);
}

interface DrawnNodes {
  readonly nodes: readonly NodeSpec[];
  /** The values that they give. */
  readonly made: readonly string[];
}

let counter = 0;

/** Nodes that read `given` and what those before them make; bodies in them to a depth of 3. */
function drawNodes(random: Random, given: readonly string[], depth: number, functions: number): DrawnNodes {
  const readable = [...given];
  const made: string[] = [];
  const nodes = random.list(random.integer(1, depth === 0 ? 14 : 4), () => {
    const outputs = random.list(random.pick([1, 1, 1, 2, 3]), () => (random.chance(0.02) ? '' : `v${counter++}`));
    const drawn = drawNode(random, readable, outputs, depth, functions);
    const named = outputs.filter((name) => name !== '');
    readable.push(...named);
    made.push(...named);
    return drawn;
  });
  return { nodes, made };
}

function drawNode(
  random: Random,
  readable: readonly string[],
  outputs: readonly string[],
  depth: number,
  functions: number,
): NodeSpec {
  const read = (): string => {
    if (random.chance(0.05)) return random.pick(['', '', 'nowhere', outputs[0] ?? '']);
    // What was made last is read most, so that chains come about.
    return random.chance(0.5) ? (readable.at(-random.integer(1, 3)) ?? '') : random.pick(['', ...readable]);
  };
  if (functions > 0 && random.chance(0.15)) {
    const attributes = random.chance(0.3) ? { axis: drawAttribute(random, readable, depth) } : {};
    return node(`F${random.integer(0, functions - 1)}`, random.list(random.integer(0, 3), read), outputs, attributes, {
      domain: 'own',
    });
  }
  const operator = random.pick(random.chance(0.6) ? usual : operators);
  const variadic = operator.slots.some((slot) => slot.variadic);
  const inputs = operator.slots
    .filter(({ optional }) => !optional || random.chance(0.6))
    .concat(variadic ? operator.slots.slice(-1) : [])
    .map(read);
  const attributes = settingsOf(operator).flatMap((name): (readonly [string, AttributeSpec])[] =>
    random.chance(0.5) ? [[name, drawAttribute(random, readable, depth, name)]] : [],
  );
  return node(operator.type, random.chance(0.04) ? inputs.slice(1) : inputs, outputs, Object.fromEntries(attributes), {
    domain: operator.domain === 'ai.onnx' ? '' : operator.domain,
    name: random.chance(0.3) ? `n${random.integer(0, 9)}` : '',
  });
}

function drawAttribute(random: Random, readable: readonly string[], depth: number, name = ''): AttributeSpec {
  const body = /branch|body|decoder|encoder/u.test(name);
  if (body && depth < 3 && random.chance(0.95)) return graph(drawBody(random, readable, depth + 1));
  const number = (): number => random.pick([0, 1, 1, 2, 3, 4, -1, -1, -2, 7, 32, 65_536, 2 ** 31, -(2 ** 53)]);
  return random.pick<() => AttributeSpec>([
    number,
    number,
    () => ints(random.list(random.integer(0, 5), number)),
    () => ints(random.list(2, () => random.integer(1, 3))),
    () => random.pick([0.5, -1.5, 1e38]),
    () =>
      random.pick([
        '',
        'NOTSET',
        'SAME_UPPER',
        'VALID',
        'ij,jk->ik',
        '...a,b->...',
        'linear',
        'reflect',
        'bidirectional',
        'NHWC',
      ]),
    () => ({ kind: 'tensor', value: drawStored('', random) }),
    () => ({ kind: 'reference', value: random.pick(['alpha', 'axis', 'nowhere']), type: 'int' }),
  ])();
}

function drawBody(random: Random, readable: readonly string[], depth: number): GraphSpec {
  const inputs = random.list(random.pick([0, 0, 2, 3, 4]), (index) =>
    index === 0 && random.chance(0.7)
      ? value(`i${counter++}`, 'int64', [])
      : index === 1 && random.chance(0.7)
        ? value(`i${counter++}`, 'bool', [])
        : typedValue(`i${counter++}`, drawType(random, 2)),
  );
  const names = [...readable, ...inputs.map(({ name }) => name)];
  const { nodes, made } = drawNodes(random, names, depth, 0);
  const condition = inputs[1] === undefined ? [] : [random.chance(0.6) ? inputs[1].name : (made[0] ?? '')];
  return {
    inputs,
    outputs: [
      ...condition,
      ...random.list(random.integer(1, 3), () => random.pick(['nowhere', ...(random.chance(0.8) ? made : names)])),
    ],
    nodes,
  };
}

const settings = new Map<Operator, readonly string[]>();

/** The attributes that an operator reads. */
function settingsOf(operator: Operator): readonly string[] {
  let known = settings.get(operator);
  if (known === undefined) {
    const asked = new AskedNames();
    try {
      operator.apply([], asked, { opset: 17, outputCount: 1, fresh: () => 1, warn: () => undefined });
    } catch {
      // Without inputs few can be applied, but each has asked by then.
    }
    known = [...asked.names];
    settings.set(operator, known);
  }
  return known;
}

/** No attributes, and what was looked for among them. */
class AskedNames extends Map<string, Attribute> {
  readonly names = new Set<string>();

  override get(name: string): Attribute | undefined {
    this.names.add(name);
    return undefined;
  }

  override has(name: string): boolean {
    this.names.add(name);
    return false;
  }
}
