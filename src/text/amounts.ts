import type { Unit } from './numbers.js';

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
  ratio: { '': 1 },
};

/** An amount of each unit as people write it. */
export const examples: Readonly<Record<Unit, string>> = {
  count: '300M',
  bytes: '4 MiB',
  milliseconds: '12 ms',
  ratio: '1.5',
};

/**
 * Reads an amount as people write it, in the unit's own measure: `300M` is 300,000,000, `4 MiB` 4,194,304 bytes, `1.5
 * s` 1,500 milliseconds. Letters may be large or small; `k`, `M`, `G` (or `B`) and `T` are powers of a thousand, `KiB`
 * and so on of 1,024. Undefined for any other text.
 */
export function readAmount(text: string, unit: Unit): number | undefined {
  const [, digits = '', letters = ''] = /^\s*(\d[\d,_]*(?:\.\d+)?(?:e\d+)?|\.\d+)\s*([a-zµμ]*)\s*$/iu.exec(text) ?? [];
  if (digits === '') return undefined;
  const scale = scales[unit][letters.toLowerCase()];
  return scale === undefined ? undefined : Number(digits.replaceAll(/[,_]/gu, '')) * scale;
}

/** The units that a limit is written in, largest first. */
const limitUnits: Readonly<Record<Unit, readonly (readonly [scale: number, letters: string])[]>> = {
  count: [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ],
  bytes: [
    [2 ** 40, ' TiB'],
    [2 ** 30, ' GiB'],
    [2 ** 20, ' MiB'],
    [2 ** 10, ' KiB'],
  ],
  milliseconds: [[1, ' ms']],
  ratio: [],
};

/**
 * An amount as people write a limit, rounded up to three digits: `316M` for 315,812,986. `readAmount` gives no less.
 */
export function limitAbove(amount: number, unit: Unit): string {
  const [scale, letters] = limitUnits[unit].find(([each]) => amount >= each) ?? [1, ''];
  const parts = amount / scale;
  const step = 10 ** Math.max(Math.floor(Math.log10(Math.max(parts, 1))) - 2, -2);
  const digits = (steps: number): string => (steps * step).toFixed(Math.max(0, Math.round(-Math.log10(step))));
  const steps = Math.ceil(parts / step - 1e-9);
  const text = `${Number(digits(steps))}${letters}`;
  return (readAmount(text, unit) ?? 0) >= amount ? text : `${Number(digits(steps + 1))}${letters}`;
}
