import { LONGEST_KEPT_NAME } from './limits.js';

/** What is kept of a name that is longer than `LONGEST_KEPT_NAME`: its beginning, and its number among such names. */
export function keptName(name: string, number: number): string {
  return `${name.slice(0, LONGEST_KEPT_NAME)}…${number}`;
}

/** Whether a text is a longer name whose beginning is what was kept. */
export function isKeptNameOf(kept: string, text: string): boolean {
  if (text.length <= LONGEST_KEPT_NAME || kept.length <= LONGEST_KEPT_NAME) return false;
  return kept.replace(/…\d+$/u, '') === text.slice(0, LONGEST_KEPT_NAME);
}
