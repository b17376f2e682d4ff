import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { model, node } from '../../fixtures/build/model.js';
import { memorySource, readModel, readModelAsync, streamSource } from '../../src/onnx/index.js';

async function* chunksOf(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

// Long enough for the reader to leave parts out.
const nodes = Array.from({ length: 3000 }, (_, index) =>
  node('Relu', [`${'long '.repeat(90)}${index}`], [`name of ${index}`]),
);
const bytes = model({ opset: 17, nodes });

it('a model that comes in pieces is the same as in memory', async () => {
  const expected = readModel(memorySource(bytes));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 5 }),
      async (lengths) => {
        const least = lengths.map((length) => Math.max(length, 1000));
        expect(await readModelAsync(streamSource(chunksOf(bytes, least)))).toEqual(expected);
      },
    ),
    { numRuns: 8 },
  );
});

it('the size is known once the end has come, and what is cut short is said to be', async () => {
  const source = streamSource(chunksOf(new Uint8Array(100), [7]));
  expect(source.size).toBe(Infinity);
  expect((await source.read(90, 20)).length).toBe(10);
  expect(source.size).toBe(100);
  for (const end of [bytes.length - 1, 70_000, 1000]) {
    await expect(readModelAsync(streamSource(chunksOf(bytes.subarray(0, end), [4096])))).rejects.toThrow(
      `it ends at byte ${end}`,
    );
  }
});

it('what has passed cannot be read again', async () => {
  const source = streamSource(chunksOf(new Uint8Array(100), [7]));
  await source.read(10, 10);
  await expect(source.read(0, 1)).rejects.toThrow('cannot be read again');
});
