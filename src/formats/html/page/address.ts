/** Marks a fragment of the address that holds what the reader has chosen; others name a place on the page. */
const mark = '#?';

/** The reader's choices, as the address tells them: a link to the page shows it again. */
export function readAddress(): URLSearchParams {
  return new URLSearchParams(location.hash.startsWith(mark) ? location.hash.slice(mark.length) : '');
}

/** Keeps choices in the address, by name; one without values is taken out. */
export function keepInAddress(choices: Readonly<Record<string, readonly string[]>>): void {
  const kept = readAddress();
  const before = kept.toString();
  for (const [name, values] of Object.entries(choices)) {
    kept.delete(name);
    for (const value of values) kept.append(name, value);
  }
  const text = kept.toString();
  if (text === before) return;
  try {
    history.replaceState(history.state, '', text === '' ? location.href.replace(/#.*$/u, '') : `${mark}${text}`);
  } catch {
    // A browser that is asked too often says no; the next choice is kept with this one.
  }
}
