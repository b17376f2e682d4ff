const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** The number that a text such as `11.8M` was rounded to. */
export function readFigure(text: string): number {
  const [, digits, unit = ''] = /^([\d.]+)([kMGT]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`no figure: ${text}`);
  return Number(digits) * (units[unit] ?? NaN);
}

/** Half a unit of the last of three digits. */
export function roundingOf(figure: number): number {
  return figure < 1000 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(figure)) - 2);
}
