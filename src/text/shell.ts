import { escapeTerminal } from './escape.js';

/** An argument as a person types it in a shell: in quotes where the shell would take a part of it for its own. */
export function shellArgument(text: string): string {
  const shown = escapeTerminal(text);
  return /^[\w./:=@%+,-]+$/u.test(shown) ? shown : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}
