import { expect, it } from 'vitest';
import { isFolder } from '../../src/files/index.js';

it('a path that no file can have is no folder', () => {
  expect(isFolder('x'.repeat(5000))).toBe(false);
  expect(isFolder('src')).toBe(true);
  expect(isFolder('package.json')).toBe(false);
});
