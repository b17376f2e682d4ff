import { expect, it } from 'vitest';
import { keepShared } from '../../src/measurement/index.js';
import type { Runtime } from '../../src/measurement/index.js';

it('keeps what each runtime shares until the work ends, also where it fails', async () => {
  const told: string[] = [];
  const runtime = (name: string, keep?: Runtime['keep']): Runtime => ({
    kind: 'runtime',
    name,
    devices: [],
    summary: '',
    open: () => Promise.reject(new Error('not opened')),
    ...(keep && { keep }),
  });
  const browser = runtime('browser', () => {
    told.push('kept');
    return () => told.push('let go');
  });
  const work = keepShared([browser, runtime('plain'), browser], () => {
    told.push('worked');
    return Promise.reject(new Error('it fails'));
  });
  await expect(work).rejects.toThrow('it fails');
  expect(told).toEqual(['kept', 'worked', 'let go']);
});
