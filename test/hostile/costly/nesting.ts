import { constant, graph, node, value } from '../../../fixtures/build/model.js';
import type { GraphSpec, NodeSpec } from '../../../fixtures/build/model.js';
import {
  bodyOf,
  call,
  chain,
  count,
  functionOf,
  loopOf,
  manyAttributes,
  nestedBodies,
  nestedFunctions,
  scanOf,
  whole,
  x,
} from './spec.js';
import type { CostlyModel } from './spec.js';

/** Bodies and functions in one another, side by side, and called often. */
export const nesting: readonly CostlyModel[] = [
  { name: 'loops in loops', hasFallen: true, size: 40, build: (depth) => nestedBodies(depth, loopOf) },
  { name: 'scans in scans', hasFallen: true, size: 40, build: (depth) => nestedBodies(depth, scanOf) },
  {
    name: 'loops in loops with much beside them',
    size: 100,
    build: (size) =>
      nestedBodies(
        12,
        loopOf,
        count(size).map((index) => node('Relu', ['state'], [`r${index}`])),
      ),
  },
  {
    name: 'loops and branches in turns',
    size: 20,
    build: (depth) => nestedBodies(depth, (body) => branchesOf(loopOf(body))),
  },
  {
    name: 'loops of two passes in one another',
    size: 12,
    build: (depth) => {
      const twice = (body: GraphSpec): NodeSpec => node('Loop', ['two', '', 'state'], ['next'], { body: graph(body) });
      const spec = nestedBodies(depth, twice);
      return {
        ...spec,
        nodes: spec.nodes.map((each) => ({ ...each, inputs: ['two', '', 'x'] })),
        initializers: [constant('two', 'int64', [], [2])],
      };
    },
  },
  {
    name: 'loops side by side',
    size: 1500,
    build: (size) =>
      whole(
        count(size).map((index) =>
          node('Loop', ['trips', 'go', 'x'], [index === 0 ? 'y' : `l${index}`], {
            body: graph(bodyOf([node('Concat', ['state', 'state'], ['next'], { axis: 0 })])),
          }),
        ),
        { inputs: [x, value('trips', 'int64', []), value('go', 'bool', [])] },
      ),
  },
  {
    name: 'loops one after the other, each of which makes its state grow',
    size: 1000,
    build: (size) =>
      whole(
        chain(size, (from, to) =>
          node('Loop', ['trips', 'go', from], [to], {
            body: graph(bodyOf([node('Concat', ['state', 'state'], ['next'], { axis: 0 })])),
          }),
        ),
        { inputs: [x, value('trips', 'int64', []), value('go', 'bool', [])] },
      ),
  },
  {
    name: 'a loop of many states that grow one after the other',
    size: 150,
    build: (size) => {
      const states = count(size).map((index) => `s${index}`);
      const next = states.map((name, index) =>
        node('Concat', [name, states[index + 1] ?? name], [`n${index}`], { axis: 0 }),
      );
      return whole(
        [
          node('Loop', ['trips', 'go', ...states.map(() => 'x')], ['y', ...states.slice(1).map((name) => `y${name}`)], {
            body: graph({
              inputs: [
                value('number', 'int64', []),
                value('condition', 'bool', []),
                ...states.map((name) => value(name, 'float32')),
              ],
              outputs: ['condition', ...states.map((_, index) => `n${index}`)],
              nodes: next,
            }),
          }),
        ],
        { inputs: [x, value('trips', 'int64', []), value('go', 'bool', [])] },
      );
    },
  },
  {
    name: 'branches side by side',
    size: 3000,
    build: (size) =>
      whole(
        count(size).map((index) => node('If', ['go'], [index === 0 ? 'y' : `l${index}`], branches('x', `${index}`))),
        { inputs: [x, value('go', 'bool', [])] },
      ),
  },
  {
    name: 'branches one after the other, of two shapes',
    size: 2000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => node('If', ['go'], [to], branches(from, `${index}`))),
        { inputs: [x, value('go', 'bool', [])] },
      ),
  },
  {
    name: 'functions that call functions twice',
    hasFallen: true,
    size: 60,
    build: (depth) => nestedFunctions(depth, (name) => [call(name, 'a', 'b'), call(name, 'b', 'c')]),
  },
  {
    name: 'functions that call functions in both branches of an If',
    hasFallen: true,
    size: 60,
    build: (depth) =>
      nestedFunctions(depth, (name) => [
        node('Cast', ['a'], ['condition'], { to: 9 }),
        node('If', ['condition'], ['c'], {
          then_branch: graph({ outputs: ['t'], nodes: [call(name, 'a', 't')] }),
          else_branch: graph({ outputs: ['e'], nodes: [call(name, 'a', 'e')] }),
        }),
      ]),
  },
  {
    name: 'functions that call functions in a loop',
    size: 60,
    build: (depth) =>
      nestedFunctions(depth, (name) => [
        node('Loop', ['', '', 'a'], ['c'], {
          body: graph({
            inputs: [value('number', 'int64', []), value('condition', 'bool', []), value('state', 'float32')],
            outputs: ['condition', 'next'],
            nodes: [call(name, 'state', 'half'), call(name, 'half', 'next')],
          }),
        }),
      ]),
  },
  {
    name: 'a wide function that is called often',
    hasFallen: true,
    size: 1000,
    build: (size) =>
      whole(
        count(size).map((index) => call('Wide', index === 0 ? 'x' : `t${index - 1}`, `t${index}`)),
        {
          outputs: [`t${size - 1}`],
          domains: { own: 1 },
          functions: [
            {
              ...functionOf(
                'Wide',
                count(size).map((index) => node('Relu', [index === 0 ? 'a' : `u${index - 1}`], [`u${index}`])),
              ),
              outputs: [`u${size - 1}`],
            },
          ],
        },
      ),
  },
  {
    name: 'a function with many attributes that is called often',
    hasFallen: true,
    size: 1000,
    build: (size) =>
      whole(
        count(size).map((index) => ({ ...call('F', 'x', `t${index}`), attributes: manyAttributes(100) })),
        {
          outputs: ['t0'],
          domains: { own: 1 },
          functions: [functionOf('F', [node('Relu', ['a'], ['c'], manyAttributes(size))])],
        },
      ),
  },
  {
    name: 'a function with many inputs that is called often',
    size: 500,
    build: (size) => {
      const inputs = count(size).map((index) => `a${index}`);
      return whole(
        count(size).map((index) =>
          node(
            'F',
            inputs.map(() => 'x'),
            [index === 0 ? 'y' : `t${index}`],
            {},
            { domain: 'own' },
          ),
        ),
        {
          domains: { own: 1 },
          functions: [{ ...functionOf('F', [node('Sum', inputs, ['c'])]), inputs }],
        },
      );
    },
  },
  {
    name: 'many functions, each called once',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to, index) => call(`F${index}`, from, to)),
        {
          domains: { own: 1 },
          functions: count(size).map((index) => functionOf(`F${index}`, [node('Relu', ['a'], ['c'])])),
        },
      ),
  },
  {
    name: 'many functions that nobody calls',
    size: 20_000,
    build: (size) =>
      whole([node('Relu', ['x'], ['y'])], {
        domains: { own: 1 },
        functions: count(size).map((index) => functionOf(`F${index}`, [node('Relu', ['a'], ['c'])])),
      }),
  },
  {
    name: 'functions of one name',
    size: 5000,
    build: (size) =>
      whole(
        chain(size, (from, to) => call('F', from, to)),
        {
          domains: { own: 1 },
          functions: count(size).map(() => functionOf('F', [node('Relu', ['a'], ['c'])])),
        },
      ),
  },
];

function branches(from: string, name: string): NodeSpec['attributes'] {
  return {
    then_branch: graph({ outputs: [`t${name}`], nodes: [node('Relu', [from], [`t${name}`])] }),
    else_branch: graph({ outputs: [`e${name}`], nodes: [node('Concat', [from, from], [`e${name}`], { axis: 0 })] }),
  };
}

function branchesOf(inner: NodeSpec): NodeSpec {
  return node('If', ['condition'], ['next'], {
    then_branch: graph({ outputs: ['next'], nodes: [inner] }),
    else_branch: graph({ outputs: ['next'], nodes: [node('Relu', ['state'], ['next'])] }),
  });
}
