import { describe, expect, it } from 'vitest';
import { add, multiply, symbol } from '../../src/dim/index.js';
import { compareShare, shareOf, unboundFinding } from '../../src/rules/share.js';

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
  it('names the symbols, each once', () => {
    expect(unboundFinding([multiply(N, symbol('H')), N]).message).toMatch(
      /with (--dim N=… --dim H=…|--dim H=… --dim N=…)$/u,
    );
  });
  it('names few of many', () => {
    expect(unboundFinding(Array.from({ length: 9 }, (_, index) => symbol(`s${index}`))).message).toMatch(
      /--dim s5=… and 3 more$/u,
    );
  });
  it('quotes names for a shell', () =>
    expect(unboundFinding([symbol('/a b_axis_0')]).message).toContain("--dim '/a b_axis_0'=…"));
});
