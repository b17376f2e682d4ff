import { expect, it } from 'vitest';
import { rootOf } from '../../../src/analysis/walk/root.js';

interface Edge {
  readonly viewOf: Edge | undefined;
}

it('the root of a chain of views is its first value; a chain of 200,000 is not walked for each view', () => {
  const edges: Edge[] = [{ viewOf: undefined }];
  for (let index = 0; index < 200_000; index++) edges.push({ viewOf: edges[index] });
  expect(edges.every((edge) => rootOf(edge) === edges[0])).toBe(true);
});
