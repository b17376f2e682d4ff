/** The line of what a program wrote to standard error that says best why it ended; empty where it wrote nothing. */
export function lastSaid(text: string): string {
  // Native programs write colours.
  const lines = text
    .replaceAll(/\u001B\[[\d;]*m/gu, '')
    .trim()
    .split('\n');
  const last = lines.at(-1) ?? '';
  // Node ends the trace of an error with its version.
  const told = /^Node\.js v\d/u.test(last) ? lines.findLast((line) => /^\w*Error\b.*: /u.test(line)) : undefined;
  return (told ?? last).replaceAll(/\s+/gu, ' ').trim();
}
