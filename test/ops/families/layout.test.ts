import { describe, expect, it } from 'vitest';
import { channelsFirst, channelsLast } from '../../../src/ops/families/layout.js';

describe('layouts', () => {
  it('move the channels of maps', () => {
    expect(channelsFirst([1, 5, 7, 3])).toEqual([1, 3, 5, 7]);
    expect(channelsLast([1, 3, 5, 7])).toEqual([1, 5, 7, 3]);
  });

  it.each([[[]], [[4]], [[4, 3]]])('leave %j, which has no spatial axis', (shape) => {
    expect(channelsFirst(shape)).toEqual(shape);
    expect(channelsLast(shape)).toEqual(shape);
  });
});
