/**
 * Whether a name of a layer or module matches one of the patterns. `*` is any text up to the next slash, `**` any text
 * at all, every other character itself, for names hold brackets, braces and dots. A pattern without a slash is matched
 * with the last part of the name; a slash at the beginning counts for nothing.
 */
export function matchNames(patterns: string | readonly string[]): (name: string) => boolean {
  const matchers = [patterns].flat().map((pattern) => {
    const inner = withoutSlash(pattern);
    const expression = new RegExp(`^${inner.split(/(\*+)/u).map(partOf).join('')}$`, 'su');
    return inner.includes('/') || inner.includes('**')
      ? (name: string) => expression.test(name)
      : (name: string) => expression.test(name) || expression.test(lastPart(name));
  });
  return (name) => matchers.some((matches) => matches(withoutSlash(name)));
}

function partOf(text: string): string {
  if (text === '*') return '[^/]*';
  return text.startsWith('*') ? '.*' : text.replaceAll(/[\\^$.|?+()[\]{}/]/gu, String.raw`\$&`);
}

function withoutSlash(text: string): string {
  return text.startsWith('/') ? text.slice(1) : text;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
