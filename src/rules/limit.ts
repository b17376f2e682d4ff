import { bytesText } from './quantity.js';

/** What a limit of a budget counts in. */
export type Unit = 'count' | 'bytes' | 'milliseconds';

const scales: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  count: { '': 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9, t: 1e12 },
  bytes: {
    '': 1,
    b: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    tb: 1e12,
    kib: 2 ** 10,
    mib: 2 ** 20,
    gib: 2 ** 30,
    tib: 2 ** 40,
  },
  milliseconds: { '': 1, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3 },
};

/** How people write a limit. */
export const examples: Readonly<Record<Unit, string>> = { count: '300M', bytes: '4 MiB', milliseconds: '12 ms' };

/**
 * A limit as people write it, in the unit's own measure: `300M` is 300,000,000, `4 MiB` 4,194,304 bytes, `1.5 s` 1,500 milliseconds. Letters
 * large or small; `k`, `M`, `G` (or `B`) and `T` are powers of a thousand, `KiB` and so on of 1,024. Undefined for any other text.
 */
export function readLimit(text: string, unit: Unit): number | undefined {
  const [, digits = '', letters = ''] = /^\s*(\d[\d,_]*(?:\.\d+)?(?:e\d+)?|\.\d+)\s*([a-zµμ]*)\s*$/iu.exec(text) ?? [];
  if (digits === '') return undefined;
  const scale = scales[unit][letters.toLowerCase()];
  return scale === undefined ? undefined : Number(digits.replaceAll(/[,_]/gu, '')) * scale;
}

/** An amount for people: `4.09G`, `3.83 MiB`, `12.3 ms`. */
export function amountText(amount: number, unit: Unit): string {
  if (unit === 'bytes') return bytesText(amount);
  if (unit === 'milliseconds') return `${Number(amount.toPrecision(3))} ms`;
  const [scale, letter] = countUnits.find(([each]) => Math.abs(amount) >= each) ?? [1, ''];
  return `${Number((amount / scale).toPrecision(4))}${letter}`;
}

const countUnits: readonly (readonly [scale: number, letter: string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];
