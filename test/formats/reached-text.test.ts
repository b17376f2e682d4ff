import { expect, it } from 'vitest';
import { reachedText } from '../../src/formats/html/page/reached-text.js';

it('says how near the kernels come to the roof, and that a roof below them is wrong', () => {
  expect(reachedText(3, 2)).toBe(' Its kernels take 1.50 × the least time that this allows.');
  expect(reachedText(0.98, 1)).toMatch(/0\.980 × the least time that this allows\.$/u);
  expect(reachedText(0.6, 1)).toMatch(/0\.600 × .* so the roof is too low: .*\. Measure the roof again\.$/u);
  expect(reachedText(1, 0)).toBe('');
});
