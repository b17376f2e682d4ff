import { concatenate } from '../../fixtures/build/wire.js';
import { randomFrom } from '../differential/random.js';
import type { Random } from '../differential/random.js';

/** A field of a protobuf message: where its tag, and its content, begin and end. */
interface Field {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  readonly wire: number;
}

/**
 * A damaged copy of a file: bytes flipped, the end cut off, fields swapped or repeated, numbers made huge, names made
 * hostile. The same seed gives the same copy.
 */
export function mutate(file: Uint8Array, seed: number): Uint8Array {
  const random = randomFrom(seed);
  let bytes = file;
  for (let count = random.pick([1, 1, 2, 3, 8]); count > 0; count--) bytes = random.pick(mutations)(bytes, random);
  return bytes;
}

const mutations: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  flipBytes,
  cutEnd,
  removeSlice,
  swapFields,
  swapFields,
  repeatField,
  enlargeNumber,
  enlargeNumber,
  spoilText,
  spoilText,
];

function flipBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  for (let count = random.integer(1, 6); count > 0 && copy.length > 0; count--) {
    copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
  }
  return copy;
}

function cutEnd(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.integer(0, bytes.length));
}

function removeSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.integer(0, bytes.length);
  return concatenate([bytes.subarray(0, start), bytes.subarray(Math.min(bytes.length, start + random.integer(1, 16)))]);
}

function swapFields(bytes: Uint8Array, random: Random): Uint8Array {
  const message = randomMessage(bytes, random);
  const fields = fieldsOf(bytes, message.start, message.end);
  if (fields.length < 2) return flipBytes(bytes, random);
  const shuffled = random.shuffle(fields).map(({ start, end }) => bytes.subarray(start, end));
  return concatenate([bytes.subarray(0, message.start), ...shuffled, bytes.subarray(message.end)]);
}

function repeatField(bytes: Uint8Array, random: Random): Uint8Array {
  const fields = fieldsOf(bytes, 0, bytes.length);
  if (fields.length === 0) return flipBytes(bytes, random);
  const { start, end } = random.pick(fields);
  return concatenate([bytes, ...random.list(random.integer(1, 4), () => bytes.subarray(start, end))]);
}

/**
 * Overwrites a number of one byte by a longer one, so that lengths around it are wrong, or in place by the largest of
 * its size.
 */
function enlargeNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const message = randomMessage(bytes, random);
  const numbers = fieldsOf(bytes, message.start, message.end).filter(({ wire }) => wire === 0);
  if (numbers.length === 0) return flipBytes(bytes, random);
  const { content, end } = random.pick(numbers);
  const huge = random.pick([
    [0xff, 0xff, 0xff, 0xff, 0x7f],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [0x7f],
    [0],
  ]);
  if (random.chance(0.5)) {
    const copy = bytes.slice();
    copy.fill(0xff, content, end - 1);
    copy[end - 1] = 0x7f;
    return copy;
  }
  return concatenate([bytes.subarray(0, content), Uint8Array.from(huge), bytes.subarray(end)]);
}

function spoilText(bytes: Uint8Array, random: Random): Uint8Array {
  const message = randomMessage(bytes, random);
  const texts = fieldsOf(bytes, message.start, message.end).filter(
    ({ wire, content, end }) => wire === 2 && end - content > 0 && end - content < 64,
  );
  if (texts.length === 0) return flipBytes(bytes, random);
  const { content, end } = random.pick(texts);
  const hostile = new TextEncoder().encode(
    random
      .pick([
        '\u001b[31m\r\n',
        '</script><script>',
        '../../../etc',
        '=cmd()',
        '\u202e\u0000',
        '`floor(',
        '|||||||',
        '__proto__',
        '%s%n',
      ])
      .repeat(16),
  );
  const copy = bytes.slice();
  copy.set(hostile.subarray(0, end - content), content);
  return copy;
}

/** The file itself, or a message within a message within it. */
function randomMessage(bytes: Uint8Array, random: Random): { readonly start: number; readonly end: number } {
  let message = { start: 0, end: bytes.length };
  for (let depth = random.integer(0, 4); depth > 0; depth--) {
    const inner = fieldsOf(bytes, message.start, message.end).filter(
      ({ wire, content, end }) => wire === 2 && end - content > 2,
    );
    if (inner.length === 0) break;
    const { content, end } = random.pick(inner);
    message = { start: content, end };
  }
  return message;
}

function fieldsOf(bytes: Uint8Array, from: number, to: number): Field[] {
  const fields: Field[] = [];
  for (let position = from; position < to;) {
    const start = position;
    const tag = varint(bytes, position, to);
    if (tag === undefined) break;
    const wire = tag.value & 7;
    let content = tag.end;
    let end: number;
    if (wire === 0) end = varint(bytes, content, to)?.end ?? to + 1;
    else if (wire === 1) end = content + 8;
    else if (wire === 5) end = content + 4;
    else if (wire === 2) {
      const length = varint(bytes, content, to);
      if (length === undefined) break;
      content = length.end;
      end = content + length.value;
    } else break;
    if (end > to) break;
    fields.push({ start, content, end, wire });
    position = end;
  }
  return fields;
}

function varint(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = from, scale = 1; index < to && index < from + 6; index++, scale *= 128) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return undefined;
}
