import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { run } from '../../src/cli/run.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-vast-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A chain in which each layer makes its size twice as large: beyond what a floating-point number says. */
function doubling(dimension: number | string): Uint8Array {
  return model({
    opset: 17,
    inputs: [value('x', 'float32', [dimension, 4])],
    outputs: ['t1099'],
    nodes: Array.from({ length: 1100 }, (_, index) => {
      const from = index === 0 ? 'x' : `t${index - 1}`;
      return node(index % 10 === 0 ? 'Softmax' : 'Concat', index % 10 === 0 ? [from] : [from, from], [`t${index}`], {
        axis: 0,
      });
    }),
  });
}

it.each([
  ['table'],
  ['csv'],
  ['markdown'],
  ['netron'],
  ['json', '--platform', 'rtx-4090'],
  ['table', '--platform', 'rtx-4090'],
  ['csv', '--dim', 'N=1,8'],
])('sizes that no tensor has are unknown where they grow beyond all figures: %s %s %s', async (format, ...given) => {
  let printed = '';
  for (const dimension of [2 ** 40, 'N']) {
    const file = path.join(folder, `${dimension}.onnx`);
    writeFileSync(file, doubling(dimension));
    const options = dimension === 'N' ? given : given.filter((_, index) => given[0] !== '--dim' || index > 1);
    const code = await run([file, '--format', format, ...options, '--no-config', '--all'], {
      width: 100,
      colour: false,
      interactive: false,
      watched: false,
      print: (text) => (printed += text),
      note: (line) => (printed += line),
      noteBug: (trace) => (printed += `a bug: ${trace}`),
    });
    expect({ code, printed: printed.match(/a bug.*/u)?.[0] }).toEqual({ code: 0 });
  }
  expect(printed.match(/.{0,40}(?:NaN|Infinity|a bug).{0,40}/u)?.[0]).toBeUndefined();
});
