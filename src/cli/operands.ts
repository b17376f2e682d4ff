/** Marks an argument as no option, whatever it begins with; a character that no name has. */
const MARK = '\u{F8FF}';

/**
 * Arguments for the parser: a lone `-` (standard input) and what follows `--` are marked, so that it takes none of them
 * for an option. With `measure --runtime command` what follows `--` is that command and stays.
 */
export function markOperands(given: readonly string[]): readonly string[] {
  const end = given.indexOf('--');
  const options = (end < 0 ? given : given.slice(0, end)).map((text) => (text === '-' ? mark(text) : text));
  if (end < 0) return options;
  const followsCommand = options.some(
    (text, index) => text === '--runtime=command' || (text === '--runtime' && options[index + 1] === 'command'),
  );
  return followsCommand ? [...options, ...given.slice(end)] : [...options, ...given.slice(end + 1).map(mark)];
}

function mark(text: string): string {
  return MARK + text;
}

/** Parsed arguments without the marks. */
export function unmarkOperands(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(unmark) : unmark(value)]),
  );
}

function unmark(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : value;
}
