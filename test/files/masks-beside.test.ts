import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import proto from 'onnx-proto';
import { afterAll, describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { Initializer } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import { loadModel } from '../../src/files/index.js';
import { readModelAsync } from '../../src/onnx/index.js';
import { layerOf, plain } from '../testers/analyse-model.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-masks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [length, heads, size, window] = [1024, 2, 8, 16];
const products = (seen: number): number => heads * length * seen * (size + size);
const seen = Array.from({ length: length * length }, (_, place) => {
  const distance = Math.floor(place / length) - (place % length);
  return distance >= 0 && distance < window;
});

/** A file whose weights alone make it longer than is read whole. */
function file(mask: Initializer): Uint8Array {
  const qkv = (name: string) => value(name, 'float32', [1, heads, length, size]);
  return model({
    opset: 23,
    inputs: [qkv('q'), qkv('k'), qkv('v'), value('x', 'float32', [1024])],
    outputs: ['y', 'z'],
    nodes: [
      node('Attention', ['q', 'k', 'v', 'mask'], ['y'], {}, { name: 'attention' }),
      node('Add', ['x', 'long'], ['z']),
    ],
    initializers: [mask, constant('long', 'float32', [600, 1024], new Array<number>(600 * 1024).fill(0.5))],
  });
}

const inFile = file(constant('mask', 'bool', [length, length], seen));
const besideFile = file(weight('mask', 'bool', [length, length]));
const maskBytes = Uint8Array.from(seen, Number);

const work = (read: Awaited<ReturnType<typeof loadModel>>) => {
  const analysis = analyse(read);
  return {
    multiplyAdds: plain(layerOf(analysis, 'attention').macs),
    said: analysis.diagnostics.map(({ message }) => message),
  };
};

describe('a mask that is passed over with the weights', () => {
  it('is read again', async () => {
    const place = path.join(folder, 'inside.onnx');
    writeFileSync(place, inFile);
    expect(work(await loadModel(place))).toEqual({ multiplyAdds: products(window), said: [] });
  });

  it('is read from the file beside the model', async () => {
    const below = path.join(folder, 'with');
    mkdirSync(below);
    const place = path.join(below, 'beside.onnx');
    writeFileSync(place, besideFile);
    writeFileSync(path.join(below, 'weights.bin'), maskBytes);
    expect(work(await loadModel(place))).toEqual({ multiplyAdds: products(window), said: [] });
  });

  it.each([
    ['not there', undefined],
    ['too short', maskBytes.subarray(1)],
  ])('counts in full where that file is %s, which is said', async (_, bytes) => {
    const below = mkdtempSync(path.join(folder, 'without-'));
    const place = path.join(below, 'beside.onnx');
    writeFileSync(place, besideFile);
    if (bytes !== undefined) writeFileSync(path.join(below, 'weights.bin'), bytes);
    expect(work(await loadModel(place))).toEqual({
      multiplyAdds: products(length),
      said: ['the mask mask, which lies in weights.bin, was not read; attention counts as if it let all through'],
    });
  });

  it.each(['../mask.bin', path.join(folder, 'mask.bin')])('is not read outside the folder, at %s', async (outside) => {
    const below = mkdtempSync(path.join(folder, 'outside-'));
    writeFileSync(path.join(folder, 'mask.bin'), maskBytes);
    const place = path.join(below, 'beside.onnx');
    writeFileSync(place, renamed(besideFile, outside));
    expect(work(await loadModel(place)).multiplyAdds).toBe(products(length));
  });

  it('is asked for again where the source says that this is worth it', async () => {
    const source = (readAgain?: number) => ({
      size: inFile.length,
      ...(readAgain !== undefined && { readAgain }),
      read: (offset: number, count: number) => Promise.resolve(inFile.subarray(offset, offset + count)),
    });
    expect(work(await readModelAsync(source(length * length))).multiplyAdds).toBe(products(window));
    expect(work(await readModelAsync(source())).multiplyAdds).toBe(products(length));
  });
});

/** The file with another location of its one external tensor: the model is built anew with that name. */
function renamed(bytes: Uint8Array, location: string): Uint8Array {
  const read = proto.onnx.ModelProto.decode(bytes);
  for (const tensor of read.graph?.initializer ?? []) {
    for (const entry of tensor.externalData ?? []) if (entry.key === 'location') entry.value = location;
  }
  return proto.onnx.ModelProto.encode(read).finish();
}
