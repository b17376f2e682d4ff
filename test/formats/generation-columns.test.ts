import { expect, it } from 'vitest';
import { stateFacts } from '../../src/formats/generation-columns.js';
import { pagedCache } from '../testers/decoders/caches.js';
import { reportOn } from '../testers/sample-report.js';

/** What is said of the state of a decoder whose cache lies in pages, their size open or given. */
function factsAt(sizes: readonly (readonly [string, number])[] = []): string {
  const { generation } = reportOn(pagedCache('page'), 'model.onnx', { dims: new Map(sizes) });
  return generation === undefined ? '' : stateFacts(generation).join(', ');
}

it('names an option that sets what was assumed, as it can be typed', () => {
  const said = factsAt();
  const [, name = '', size = ''] = /--dim (\w+)=(\d+) sets it/u.exec(said) ?? [];
  expect({ name, size }).toEqual({ name: 'page', size: '16' });
  expect(said).toContain(`pages of ${size} tokens`);
  const given = factsAt([[name, 2 * Number(size)]]);
  expect(given).toContain('a token');
  expect(given).not.toContain('--dim');
});
