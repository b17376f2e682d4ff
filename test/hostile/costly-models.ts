import { graph, node, value, weight } from '../../fixtures/build/model.js';
import type { FunctionSpec, GraphSpec, ModelSpec, NodeSpec } from '../../fixtures/build/model.js';

/** A kind of model that asks for much more work than it is long, of any size. */
export interface CostlyModel {
  readonly name: string;
  /** A size at which the file has some hundred kilobytes, or less where that is enough. */
  readonly size: number;
  readonly build: (size: number) => ModelSpec;
}

const x = value('x', 'float32', [1, 4]);
const count = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
const whole = (nodes: readonly NodeSpec[], rest: Partial<ModelSpec> = {}): ModelSpec => ({
  opset: 17,
  inputs: [x],
  outputs: ['y'],
  ...rest,
  nodes,
});

/** Every kind that was found. */
export const costlyModels: readonly CostlyModel[] = [
  { name: 'loops in loops', size: 40, build: (depth) => nested(depth, loopOf) },
  { name: 'scans in scans', size: 40, build: (depth) => nested(depth, scanOf) },
  {
    name: 'functions that call functions twice',
    size: 60,
    build: (depth) => functions(depth, (name) => [call(name, 'a', 'b'), call(name, 'b', 'c')]),
  },
  {
    name: 'functions that call functions in both branches of an If',
    size: 60,
    build: (depth) =>
      functions(depth, (name) => [
        node('Cast', ['a'], ['condition'], { to: 9 }),
        node('If', ['condition'], ['c'], {
          then_branch: graph({ outputs: ['t'], nodes: [call(name, 'a', 't')] }),
          else_branch: graph({ outputs: ['e'], nodes: [call(name, 'a', 'e')] }),
        }),
      ]),
  },
  {
    name: 'a wide function that is called often',
    size: 1000,
    build: (size) =>
      whole(
        count(size).map((index) => call('Wide', index === 0 ? 'x' : `t${index - 1}`, `t${index}`)),
        {
          outputs: [`t${size - 1}`],
          domains: { own: 1 },
          functions: [
            {
              name: 'Wide',
              domain: 'own',
              inputs: ['a'],
              outputs: [`u${size - 1}`],
              nodes: count(size).map((index) => node('Relu', [index === 0 ? 'a' : `u${index - 1}`], [`u${index}`])),
            },
          ],
        },
      ),
  },
  {
    name: 'a function with many attributes that is called often',
    size: 1000,
    build: (size) =>
      whole(
        count(size).map((index) => ({ ...call('F', 'x', `t${index}`), attributes: many(100) })),
        {
          outputs: ['t0'],
          domains: { own: 1 },
          functions: [
            {
              name: 'F',
              domain: 'own',
              inputs: ['a'],
              outputs: ['b'],
              nodes: [node('Relu', ['a'], ['b'], many(size))],
            },
          ],
        },
      ),
  },
  { name: 'many attributes', size: 12_000, build: (size) => whole([node('Relu', ['x'], ['y'], many(size))]) },
  {
    name: 'inputs and outputs in turns',
    size: 20_000,
    build: (size) =>
      whole([
        node(
          'Sum',
          count(size).map(() => 'x'),
          ['y'],
        ),
      ]),
  },
  {
    name: 'nodes of one name',
    size: 20_000,
    build: (size) => whole(chain(size, (from, to) => node('Relu', [from], [to], {}, { name: 'same' }))),
  },
  {
    name: 'nodes of one long name',
    size: 5000,
    build: (size) => whole(chain(size, (from, to) => node('Relu', [from], [to], {}, { name: 'n'.repeat(2000) }))),
  },
  {
    name: 'inputs of as many sizes',
    size: 10_000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: count(size).map((index) => `y${index}`),
      nodes: count(size).map((index) => node('Relu', [`x${index}`], [`y${index}`])),
    }),
  },
  {
    name: 'as many sizes alive at once',
    size: 4000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: ['y'],
      nodes: [
        ...count(size).map((index) => node('Relu', [`x${index}`], [`r${index}`])),
        ...count(size).map((index) => node('Relu', [`r${index}`], [`s${index}`])),
        node(
          'Concat',
          count(size).map((index) => `s${index}`),
          ['y'],
          { axis: 0 },
        ),
      ],
    }),
  },
  {
    name: 'a long name of a size again and again',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => node('Concat', [from, from], [to], { axis: 0 })),
        { inputs: [value('x', 'float32', ['N'.repeat(16_000), 4])] },
      ),
  },
  {
    name: 'a long formula in many layers',
    size: 20_000,
    build: (size) => ({
      opset: 17,
      inputs: count(200).map((index) => value(`x${index}`, 'float32', [`some_long_name_of_a_size_${index}`])),
      outputs: ['y'],
      nodes: [
        node(
          'Concat',
          count(200).map((index) => `x${index}`),
          ['c'],
          { axis: 0 },
        ),
        ...chain(size, (from, to) => node('Relu', [from], [to]), 'c'),
      ],
    }),
  },
  {
    name: 'a chain of operators that nobody knows',
    size: 10_000,
    build: (size) => whole(chain(size, (from, to) => node('Nobody', [from], [to], {}, { domain: 'own' }))),
  },
  {
    name: 'sums of what nobody knows',
    size: 2000,
    build: (size) =>
      whole([
        ...count(size).map((index) => node('NonZero', ['x'], [`u${index}`])),
        ...count(size - 1).map((index) =>
          node(
            'Concat',
            [index === 0 ? 'u0' : `v${index - 1}`, `u${index + 1}`],
            [index === size - 2 ? 'y' : `v${index}`],
            {
              axis: 1,
            },
          ),
        ),
      ]),
  },
  {
    name: 'greatest of many',
    size: 3000,
    build: (size) => ({
      opset: 17,
      inputs: count(size).map((index) => value(`x${index}`, 'float32', [`N${index}`])),
      outputs: ['y'],
      nodes: count(size - 1).map((index) =>
        node('Add', [index === 0 ? 'x0' : `v${index - 1}`, `x${index + 1}`], [index === size - 2 ? 'y' : `v${index}`]),
      ),
    }),
  },
  ...['Add', 'Mul', 'Concat', 'Gather'].map((type) => ({
    name: `a chain of ${type} with a weight each`,
    size: 10_000,
    build: (size: number) =>
      whole(
        count(size).map((index) =>
          node(type, [index === 0 ? 'x' : `t${index - 1}`, `w${index}`], [index === size - 1 ? 'y' : `t${index}`], {
            axis: 0,
          }),
        ),
        {
          initializers: count(size).map((index) =>
            weight(`w${index}`, type === 'Gather' ? 'int64' : 'float32', type === 'Gather' ? [1] : [1, 4]),
          ),
        },
      ),
  })),
  {
    name: 'many weights of one layer',
    size: 20_000,
    build: (size) =>
      whole([node('Sum', ['x', ...count(size).map((index) => `w${index}`)], ['y'])], {
        initializers: count(size).map((index) => weight(`w${index}`, 'float32', [1, 4])),
      }),
  },
];

function many(size: number): Readonly<Record<string, number>> {
  return Object.fromEntries(count(size).map((index) => [`a${index}`, index]));
}

/** `size` nodes, each of which reads what the one before makes. */
function chain(size: number, make: (from: string, to: string) => NodeSpec, start = 'x'): NodeSpec[] {
  return count(size).map((index) =>
    make(index === 0 ? start : `t${index - 1}`, index === size - 1 ? 'y' : `t${index}`),
  );
}

function call(name: string, from: string, to: string): NodeSpec {
  return node(name, [from], [to], {}, { domain: 'own' });
}

/** Functions each of which is made of what `inside` gives for the next. */
function functions(depth: number, inside: (next: string) => readonly NodeSpec[]): ModelSpec {
  const last: FunctionSpec = {
    name: `F${depth}`,
    domain: 'own',
    inputs: ['a'],
    outputs: ['c'],
    nodes: [node('Relu', ['a'], ['c'])],
  };
  const others = count(depth).map((index): FunctionSpec => ({
    name: `F${index}`,
    domain: 'own',
    inputs: ['a'],
    outputs: ['c'],
    nodes: inside(`F${index + 1}`),
  }));
  return whole([call('F0', 'x', 'y')], { domains: { own: 1 }, functions: [...others, last] });
}

/** A body within a body within a body. */
function nested(depth: number, wrap: (body: GraphSpec) => NodeSpec): ModelSpec {
  let body: GraphSpec = bodyOf(node('Concat', ['state', 'state'], ['next'], { axis: 0 }));
  for (let level = 1; level < depth; level++) body = bodyOf(wrap(body));
  return whole([{ ...wrap(body), inputs: ['trips', 'go', 'x'], outputs: ['y'] }], {
    inputs: [x, value('trips', 'int64', []), value('go', 'bool', [])],
  });
}

function bodyOf(inner: NodeSpec): GraphSpec {
  return {
    inputs: [value('number', 'int64', []), value('condition', 'bool', []), value('state', 'float32')],
    outputs: ['condition', 'next'],
    nodes: [inner],
  };
}

function loopOf(body: GraphSpec): NodeSpec {
  return node('Loop', ['number', 'condition', 'state'], ['next'], { body: graph(body) });
}

function scanOf(body: GraphSpec): NodeSpec {
  return node('Scan', ['number', 'condition', 'state'], ['condition', 'next'], {
    body: graph(body),
    num_scan_inputs: 1,
  });
}
