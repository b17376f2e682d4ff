/**
 * A number in a profile, which may stand there as text; NaN for anything else, an object with methods of its own
 * included.
 */
export function numberIn(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
}
