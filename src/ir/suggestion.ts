import leven from 'leven';
import { shellArgument } from '../text/index.js';

/** The most names that are listed to choose from. */
const LISTED_NAMES = 12;

/** A hint for an unknown name: the nearest candidate, or all of them; empty without candidates. */
export function suggest(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  if (near !== undefined) return `did you mean ${near}?`;
  if (candidates.length === 0) return '';
  const more = candidates.length - LISTED_NAMES;
  return (
    `there ${candidates.length === 1 ? 'is' : 'are'} ` +
    `${candidates.slice(0, LISTED_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  );
}

/** The candidate that a person most likely meant: a different case, or few letters wrong for its length. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(name.length, Math.max(1, Math.floor(0.4 * name.length)) + 1);
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // The beginning of a name is more likely cut short than misspelt.
    const distance = wanted.length > 2 && other.startsWith(wanted) ? 0.5 : leven(wanted, other);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The option to add that gives a name a value, as a shell takes it: `--dim N=1`. */
export function optionFor(option: string, name: string, value: string): string {
  return `${option} ${shellArgument(`${name}=${value}`)}`;
}
