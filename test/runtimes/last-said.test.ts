import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { lastSaid } from '../../src/runtimes/last-said.js';

it('is the last line, or the error of a trace of Node', () => {
  expect(lastSaid('a\n\u001B[31mfailed  to\u001B[0m load\n\n')).toBe('failed to load');
  expect(lastSaid('')).toBe('');
  const { stderr } = spawnSync(process.execPath, ['-e', "require('./nowhere.js')"], { encoding: 'utf8' });
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^Node\.js v/u);
  expect(lastSaid(stderr)).toBe("Error: Cannot find module './nowhere.js'");
});
