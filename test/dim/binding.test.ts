import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, bind, type Dim, multiply, parse, print, symbol, symbolsOf } from '../../src/dim/index.js';
import { bindingsOf, dimOf, dims, evaluate, trees, unlessTooLarge, valueOf, values } from './trees.js';

const N = symbol('N');
const H = symbol('H');

describe('bind', () => {
  test('replaces symbols wherever they stand', () => {
    const dim = parse('3*N*floor((H + 1)/2)^2 + max(H, W, 4)');
    expect(print(bind(dim, new Map([['H', 7]])))).toBe('48*N + max(W, 7)');
    expect(
      bind(
        dim,
        new Map([
          ['H', 7],
          ['N', 1],
          ['W', 9],
        ]),
      ),
    ).toBe(57);
  });

  test('replaces all at once', () => {
    expect(
      print(
        bind(
          add(N, multiply(H, 2)),
          new Map([
            ['N', H],
            ['H', N],
          ]),
        ),
      ),
    ).toBe('H + 2*N');
    expect(print(bind(N, new Map([['N', add(N, 1)]])))).toBe('N + 1');
  });

  test('gives back the dim itself when there is nothing to replace', () => {
    const dim = parse('N + floor(H/2)');
    expect(bind(dim, new Map([['W', 3]]))).toBe(dim);
  });

  test('one by one is the same as all at once', () => {
    fc.assert(
      fc.property(trees, values, (tree, at) => {
        let dim = unlessTooLarge(() => dimOf(tree));
        for (const [name, value] of bindingsOf(at)) dim = unlessTooLarge(() => bind(dim, new Map([[name, value]])));
        expect(BigInt(print(dim))).toBe(valueOf(tree, at));
      }),
      { numRuns: 500 },
    );
  });

  test('to a formula has the value of the formula', () => {
    fc.assert(
      fc.property(dims, dims, values, (dim, inner, at) => {
        const substituted = unlessTooLarge(() => bind(dim, new Map([['N', inner]])));
        const value = evaluate(inner, at);
        fc.pre(value >= 0n); // a symbol stands for an integer ≥ 0
        expect(evaluate(substituted, at)).toBe(evaluate(dim, { ...at, N: value }));
      }),
    );
  });

  test('to itself rebuilds the same dim: the canonical form is final', () => {
    fc.assert(
      fc.property(dims, (dim) => {
        const itself = new Map<string, Dim>([...symbolsOf(dim)].map((name) => [name, symbol(name)]));
        expect(print(unlessTooLarge(() => bind(dim, itself)))).toBe(print(dim));
      }),
      { numRuns: 500 },
    );
  });
});

describe('symbolsOf', () => {
  test('names symbols, nested ones too', () => {
    expect([...symbolsOf(parse('N*floor((H + 1)/2) + max(W, `a b`)'))].sort()).toEqual(['H', 'N', 'W', 'a b']);
    expect(symbolsOf(7).size).toBe(0);
    const into = new Set(['X']);
    expect(symbolsOf(N, into)).toBe(into);
    expect([...into]).toEqual(['X', 'N']);
  });
});
