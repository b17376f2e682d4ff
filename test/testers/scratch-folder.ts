import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder of its own for the test file that imports it. */
export let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file there; gives its path. */
export const file = (name: string, content: Uint8Array | string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};
