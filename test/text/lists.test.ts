import { expect, it } from 'vitest';
import { listText, thingsText } from '../../src/text/index.js';

it('lists read as a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

it('things are counted, one of them in the singular', () => {
  expect([thingsText(1, 'layer'), thingsText(1024, 'layer'), thingsText(2, 'match', 'matches')]).toEqual([
    '1 layer',
    '1,024 layers',
    '2 matches',
  ]);
});
