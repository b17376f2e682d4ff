import { describe, expect, it } from 'vitest';
import { node, value } from '../../fixtures/build/model.js';
import type { Analysis } from '../../src/analysis/index.js';
import { add, multiply, symbol } from '../../src/dim/index.js';
import { compareShare, shareOf, unboundFinding } from '../../src/rules/share.js';
import { analyseModel } from '../testers/analyse-model.js';

const N = symbol('N');

describe('compareShare', () => {
  it.each([
    ['numbers', 30, 100, 0.3, 'at-least'],
    ['numbers below', 29, 100, 0.3, 'below'],
    ['a common factor', multiply(N, 3), multiply(N, 10), 0.3, 'at-least'],
    ['a common factor, below', multiply(N, 2), multiply(N, 10), 0.3, 'below'],
    ['a constant beside the whole', multiply(N, 3), add(multiply(N, 10), 5), 0.3, 'below'],
    ['a constant that a large N outweighs', multiply(N, 3), add(multiply(N, 9), 5), 0.3, 'depends'],
    ['more than the whole that is open', add(multiply(N, 3), 5), multiply(N, 10), 0.3, 'at-least'],
    ['different symbols', N, symbol('M'), 0.3, 'depends'],
  ])('%s', (_, part, whole, share, verdict) => expect(compareShare(part, whole, share)).toBe(verdict));
});

describe('shareOf', () => {
  it('is a number where both are', () => expect(shareOf(1, 4)).toBe(0.25));
  it('is 0 of nothing, whatever the whole', () => expect(shareOf(0, N)).toBe(0));
  it('is unknown while symbols stand in it', () =>
    expect([shareOf(N, 4), shareOf(1, N), shareOf(1, 0)]).toEqual([undefined, undefined, undefined]));
});

describe('unboundFinding', () => {
  const copied = (...names: readonly string[]): Analysis =>
    analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', ['N', 3, ...names])],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], ['y'])],
    });
  const of = (...names: readonly string[]): string =>
    unboundFinding(copied(...names), [N, ...names.map((name) => symbol(name))]).message;
  it('names the symbols and gives each a size that will do', () => {
    expect(of('H', 'W')).toBe('depends on N, H and W; bind them with --dim N=1 --dim H=224 --dim W=224');
  });
  it('names few of many', () => {
    expect(of('s0', 's1', 's2', 's3', 's4', 's5')).toMatch(/^depends on N, s0, s1, s2, s3, s4 and 1 more sizes; bind/u);
  });
  it('quotes names for a shell', () =>
    expect(of('a b', "it's")).toContain(String.raw`--dim 'a b=224' --dim 'it'\''s=224'`));
});
