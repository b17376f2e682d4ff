import type { Random } from '../differential/random.js';

/** Values that a field of JSON may hold where a number, a text or a list is expected. */
const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  'x',
  '__proto__',
  'a\nb',
  '\u001B[31m\u202E',
  'PWN('.repeat(200),
  [],
  {},
  [[]],
  [null],
  { toString: 1, pid: {}, name: [] },
];

/** JSON in which some values are others than those that belong there, are missing, or are repeated. */
export function damageJson(content: unknown, random: Random): unknown {
  if (random.chance(0.08)) return random.pick(odd);
  if (Array.isArray(content)) {
    const items: readonly unknown[] = content.map((item: unknown) => damageJson(item, random));
    if (items.length > 0 && random.chance(0.1)) return [...items, ...items.slice(random.integer(0, items.length - 1))];
    return random.chance(0.1) ? random.shuffle(items) : items;
  }
  if (typeof content !== 'object' || content === null) return content;
  const fields: readonly (readonly [string, unknown])[] = Object.entries(content);
  return Object.fromEntries(
    fields
      .filter(() => !random.chance(0.04))
      .map(([name, value]) => [
        random.chance(0.03) ? random.pick(['__proto__', 'constructor', '', 'nosuch']) : name,
        damageJson(value, random),
      ]),
  );
}
