import { expect, it } from 'vitest';
import { stateFacts } from '../../src/formats/generation-columns.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { pagedCache, windowedLayers } from '../testers/decoders/caches.js';
import { fixedBuffer } from '../testers/decoders/fixed-buffers.js';
import { sizes } from '../testers/decoders/parts.js';
import { exponentialGates } from '../testers/decoders/recurrent-states.js';
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

it('says for which batch a token takes so many bytes only where the report chose it', () => {
  const saidOf = (spec: ModelSpec, dims: readonly (readonly [string, number])[] = []) => {
    const { generation } = reportOn(spec, 'model.onnx', { dims: new Map(dims) });
    return generation === undefined ? '' : stateFacts(generation).join(', ');
  };
  const token = 4 * 2 * sizes.heads * sizes.head;
  expect(saidOf(fixedBuffer('ScatterND', 96))).toContain(`${token} B a token, room for 96 tokens, for a batch of 1`);
  const four = saidOf(fixedBuffer('ScatterND', 96), [['N', 4]]);
  expect(four).toContain(`${(4 * token) / 1024}.00 KiB a token`);
  expect(four).not.toContain('batch');
  // A run is given one token where their number is open, which is no batch.
  const past = saidOf(windowedLayers([undefined]), [['P', 99]]);
  expect(past).toContain(`${token} B a token, for a batch of 1`);
  expect(
    saidOf(windowedLayers([undefined]), [
      ['P', 99],
      ['N', 4],
    ]),
  ).not.toContain('batch');
  // A cell, the sum of its gates, the greatest of them and a hidden value in each of two layers.
  const all = (2 * 4 * 4 * sizes.width) / 1024;
  expect(saidOf(exponentialGates(2))).toContain(`${all}.00 KiB, however long the context, for a batch of 1`);
});
