const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A number of bytes for people: `3.83 MiB`. */
export function bytesText(bytes: number): string {
  let rest = bytes;
  let unit = 0;
  while (unit < units.length - 1 && Math.round(rest) >= 1024) {
    rest /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(rest) : threeDigits(rest)} ${units[unit] ?? ''}`;
}

/** A share of a whole for people: `2.9%`. */
export function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.05 ? '<0.1%' : `${percent.toFixed(1)}%`;
}

/** A number of things: `1 layer`, `1,024 channels`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${groupedText(count)} ${count === 1 ? one : many}`;
}

/** A whole number with its thousands apart: `1,024`. */
export function groupedText(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** A ratio: `1.24`. */
export function ratioText(ratio: number): string {
  return ratio.toFixed(2);
}

/** A list in a sentence: `a, b and c`. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function threeDigits(value: number): string {
  const whole = Math.floor(Math.log10(Number(value.toPrecision(3)))) + 1;
  return value.toFixed(Math.max(0, 3 - whole));
}
