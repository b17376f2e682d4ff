import { describe, expect, it } from 'vitest';
import { TextBlocks } from '../../src/onnx/text-blocks.js';

const encoder = new TextEncoder();
// With texts longer than a block, and with bytes between them that are no text.
const texts = [
  'conv',
  'größe',
  'x'.repeat(100),
  'ß',
  '',
  'relu',
  'né',
  'a'.repeat(70_000),
  'end',
  '形',
  'b'.repeat(65_536),
];
const separator = 0xff;

const places: { readonly text: string; readonly start: number; readonly end: number }[] = [];
const all: number[] = [];
for (const text of texts) {
  const start = all.length;
  for (const byte of encoder.encode(text)) all.push(byte);
  places.push({ text, start, end: all.length });
  all.push(separator);
}

describe.each([
  ['a Buffer, which is turned to text in blocks', Buffer.from(all)],
  ['bytes of a browser', Uint8Array.from(all)],
])('texts in %s', (_, bytes) => {
  it('are UTF-8, whatever stands between them', () => {
    const blocks = new TextBlocks(bytes);
    expect(places.map(({ start, end }) => blocks.text(start, end))).toEqual(texts);
  });

  it('are the same in any order', () => {
    const blocks = new TextBlocks(bytes);
    expect(places.toReversed().map(({ start, end }) => blocks.text(start, end))).toEqual(texts.toReversed());
  });

  it('may be asked for byte by byte', () => {
    const blocks = new TextBlocks(bytes);
    expect(blocks.text(0, 4)).toBe('conv');
    expect(blocks.raw(4, 6)).toBe('\u00ffg');
    expect(blocks.text(5, 7)).toBe('gr');
  });
});
