import { expect, it } from 'vitest';
import { listText, shortListText, thingsText } from '../../src/text/index.js';

it('lists read as a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

it('long lists say how many items are not named', () => {
  expect([2, 3, 4].map((most) => shortListText(['a', 'b', 'c', 'd'], most))).toEqual([
    'a, b and 2 more',
    'a, b, c and 1 more',
    'a, b, c and d',
  ]);
});

it('things are counted, one of them in the singular', () => {
  expect([thingsText(1, 'layer'), thingsText(1024, 'layer'), thingsText(2, 'match', 'matches')]).toEqual([
    '1 layer',
    '1,024 layers',
    '2 matches',
  ]);
});
