/**
 * Whether the place of external data, by its path from the model, is in the model's folder or below it, where the
 * specification has it. Separators of every system count, wherever this runs.
 */
export function isInModelFolder(location: string): boolean {
  const place = location.replaceAll('\\', '/');
  if (/^(?:\/|[a-z]:)/iu.test(place)) return false;
  let depth = 0;
  for (const part of place.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}
