import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const units: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  Mi: 2 ** 20,
  GiB: 2 ** 30,
  // Times are in milliseconds.
  s: 1000,
  min: 60_000,
};

/** `512 MiB`, `4,096`, `2 GiB − 1`. */
function readLimit(text: string): number {
  const [, digits = '', unit = '', less = '0'] = /^([\d,]+)(?: ([A-Za-z]+))?(?: − (\d+))?$/u.exec(text.trim()) ?? [];
  return Number(digits.replaceAll(',', '')) * (units[unit] ?? NaN) - Number(less);
}

/** The values of the constants of src by their names, but for those of pages. */
const constants = new Map<string, Set<number>>();
for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts') || file.startsWith(path.join('formats', 'html'))) continue;
  const source = readFileSync(path.join('src', file), 'utf8');
  for (const [, name = '', value = ''] of source.matchAll(/^(?:export )?const ([A-Z][A-Z\d_]+) = ([^;]+);$/gmu)) {
    constants.set(name, (constants.get(name) ?? new Set()).add(valueOf(value.replaceAll('_', ''))));
  }
}

/** Products, powers and differences of numbers, or another constant. */
function valueOf(text: string): number {
  if (/^[A-Z][A-Z\d]*$/u.test(text)) return NaN;
  return text.split(' - ').reduce((sum, term, index) => sum + (index === 0 ? 1 : -1) * productOf(term), 0);
}

function productOf(text: string): number {
  return text
    .split(' * ')
    .map((factor) => factor.split(' ** ').map(Number))
    .reduce((product, [base = NaN, power = 1]) => product * base ** power, 1);
}

const rows = readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .flatMap((line): readonly (readonly [string, string])[] => {
    const [, limits = '', names = ''] = /^\| [^|]+ \| ([^|]+) \| (`[^|]+`) \|$/u.exec(line) ?? [];
    const each = [...names.matchAll(/`([A-Z\d_]+)`/gu)].map(([, name = '']) => name);
    const parts = limits.split(';');
    return parts.length === each.length ? each.map((name, index) => [name, parts[index] ?? ''] as const) : [[line, '']];
  })
  .filter(([name]) => /^[A-Z\d_]+$/u.test(name));

describe('the limits on the page are those of the code', () => {
  it('and are many', () => expect(rows.length).toBeGreaterThan(35));
  // The longest name in a file is the longest field that is kept.
  const alias: Readonly<Record<string, string>> = { LONGEST_TEXT: 'LONGEST_KEPT' };
  it.each(rows)('%s is %s', (name, limit) => {
    expect([...(constants.get(alias[name] ?? name) ?? [])]).toEqual([readLimit(limit)]);
  });
});
