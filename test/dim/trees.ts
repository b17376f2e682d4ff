import * as fc from 'fast-check';
import {
  add,
  bind,
  ceilDivide,
  type Dim,
  ExpressionTooLarge,
  floorDivide,
  fromInteger,
  isKnown,
  maximum,
  minimum,
  multiply,
  negate,
  product,
  subtract,
  sum,
  symbol,
} from '../../src/dim/index.js';

/** A formula as a tree, which has a dim and, without going through any dim, a value in bigint. */
export type Tree =
  | { readonly op: 'integer'; readonly value: bigint }
  | { readonly op: 'symbol'; readonly name: string }
  | { readonly op: 'add' | 'subtract' | 'multiply' | 'minimum' | 'maximum'; readonly left: Tree; readonly right: Tree }
  | { readonly op: 'negate'; readonly of: Tree }
  | { readonly op: 'floor' | 'ceil'; readonly of: Tree; readonly divisor: bigint }
  | { readonly op: 'sum' | 'product' | 'least' | 'greatest'; readonly list: readonly Tree[] };

export type Values = Readonly<Record<string, bigint>>;

const NAMES = ['N', 'C', 'H', 'W'];

const nearUnsafe = fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n });

export const integers = mostly(
  fc.bigInt({ min: -6n, max: 6n }),
  fc.oneof(
    nearUnsafe,
    nearUnsafe.map((n) => -n),
  ),
);
export const divisors = mostly(fc.bigInt({ min: 1n, max: 12n }), nearUnsafe);

/** Values for every symbol that a tree may hold; 0 included. */
export const values: fc.Arbitrary<Values> = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, mostly(fc.bigInt({ min: 0n, max: 9n }), nearUnsafe)])),
);

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => {
  const tree = tie('tree');
  const binary = fc.constantFrom('add', 'subtract', 'multiply', 'minimum', 'maximum');
  const list = fc.array(tree, { minLength: 1, maxLength: 3 });
  const symbols = fc.constantFrom(...NAMES).map((name): Tree => ({ op: 'symbol', name }));
  const constants = integers.map((value): Tree => ({ op: 'integer', value }));
  return {
    tree: fc.oneof(
      { maxDepth: 6, depthSize: 'medium' },
      { weight: 2, arbitrary: symbols },
      { weight: 1, arbitrary: constants },
      { weight: 3, arbitrary: fc.record({ op: binary, left: tree, right: tree }) },
      { weight: 1, arbitrary: fc.record({ op: fc.constant('negate'), of: tree }) },
      { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('floor', 'ceil'), of: tree, divisor: divisors }) },
      { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('sum', 'product', 'least', 'greatest'), list }) },
    ),
  };
}).tree;

/** The dims of random trees. */
export const dims: fc.Arbitrary<Dim> = trees.map(dimOf);

export function dimOf(tree: Tree): Dim {
  switch (tree.op) {
    case 'integer':
      return fromInteger(tree.value);
    case 'symbol':
      return symbol(tree.name);
    case 'add':
      return add(dimOf(tree.left), dimOf(tree.right));
    case 'subtract':
      return subtract(dimOf(tree.left), dimOf(tree.right));
    case 'multiply':
      return multiply(dimOf(tree.left), dimOf(tree.right));
    case 'minimum':
      return minimum(dimOf(tree.left), dimOf(tree.right));
    case 'maximum':
      return maximum(dimOf(tree.left), dimOf(tree.right));
    case 'negate':
      return negate(dimOf(tree.of));
    case 'floor':
      return floorDivide(dimOf(tree.of), tree.divisor);
    case 'ceil':
      return ceilDivide(dimOf(tree.of), tree.divisor);
    case 'sum':
      return sum(tree.list.map(dimOf));
    case 'product':
      return product(tree.list.map(dimOf));
    case 'least':
      return minimum(...tree.list.map(dimOf));
    case 'greatest':
      return maximum(...tree.list.map(dimOf));
  }
}

export function valueOf(tree: Tree, at: Values): bigint {
  switch (tree.op) {
    case 'integer':
      return tree.value;
    case 'symbol':
      return at[tree.name] ?? 0n;
    case 'add':
      return valueOf(tree.left, at) + valueOf(tree.right, at);
    case 'subtract':
      return valueOf(tree.left, at) - valueOf(tree.right, at);
    case 'multiply':
      return valueOf(tree.left, at) * valueOf(tree.right, at);
    case 'minimum':
      return least([valueOf(tree.left, at), valueOf(tree.right, at)]);
    case 'maximum':
      return -least([-valueOf(tree.left, at), -valueOf(tree.right, at)]);
    case 'negate':
      return -valueOf(tree.of, at);
    case 'floor':
      return floor(valueOf(tree.of, at), tree.divisor);
    case 'ceil':
      return -floor(-valueOf(tree.of, at), tree.divisor);
    case 'sum':
      return tree.list.reduce((total, part) => total + valueOf(part, at), 0n);
    case 'product':
      return tree.list.reduce((total, part) => total * valueOf(part, at), 1n);
    case 'least':
      return least(tree.list.map((part) => valueOf(part, at)));
    case 'greatest':
      return -least(tree.list.map((part) => -valueOf(part, at)));
  }
}

/** A dim's value, for values of all its symbols. */
export function evaluate(dim: Dim, at: Values): bigint {
  const value = bind(dim, bindingsOf(at));
  if (!isKnown(value)) throw new Error(`${value.key} is left after binding`);
  return BigInt(value);
}

export function bindingsOf(at: Values): Map<string, Dim> {
  return new Map(Object.entries(at).map(([name, value]) => [name, fromInteger(value)]));
}

/** bigint ÷ bigint rounded down, for a positive divisor. */
export function floor(a: bigint, divisor: bigint): bigint {
  const quotient = a / divisor;
  return quotient * divisor > a ? quotient - 1n : quotient;
}

/** Drops the example when an operation's result would be too large, which is right but shows nothing. */
export function unlessTooLarge<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    fc.pre(!(error instanceof ExpressionTooLarge));
    throw error;
  }
}

function least(list: readonly bigint[]): bigint {
  return list.reduce((a, b) => (a < b ? a : b));
}

function mostly(usual: fc.Arbitrary<bigint>, rare: fc.Arbitrary<bigint>): fc.Arbitrary<bigint> {
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: rare });
}
