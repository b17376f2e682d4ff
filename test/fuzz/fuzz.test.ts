import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openKinds } from './kinds.js';
import { messageOf } from '../../src/ir/index.js';

// Fixed seeds: what `npm run fuzz` tries for longer, and with others.
const cases: Readonly<Record<string, number>> = {
  models: 300,
  graphs: 400,
  servers: 24,
  'command lines': 200,
  profiles: 80,
  configurations: 60,
  'saved files': 120,
};

let opened: Awaited<ReturnType<typeof openKinds>>;
const listeners = process.listenerCount('SIGHUP');
beforeAll(async () => {
  // The parser prints help by itself.
  vi.spyOn(console, 'log').mockImplementation(() => {});
  opened = await openKinds();
}, 60_000);
afterAll(() => {
  vi.restoreAllMocks();
  opened.leave();
});

describe('ends well, or says in a line what is wrong', () => {
  it.each(Object.entries(cases))(
    '%s, %i cases',
    async (name, count) => {
      const kind = opened.kinds.find((each) => each.name === name);
      const fallen: string[] = [];
      const attempt = async (seed: number): Promise<void> => {
        try {
          await kind?.attempt(seed);
        } catch (error) {
          fallen.push(`seed ${seed}: ${messageOf(error)}`);
        }
      };
      const seeds = Array.from({ length: count }, (_, index) => index + 1);
      if (kind?.together === true) await Promise.all(seeds.map(attempt));
      for (const seed of kind?.together === true ? [] : seeds) if (fallen.length < 5) await attempt(seed);
      expect(kind).toBeDefined();
      expect(fallen).toEqual([]);
    },
    300_000,
  );
});

it('no run goes on listening for what ends it', () => {
  expect(process.listenerCount('SIGHUP')).toBe(listeners);
});
