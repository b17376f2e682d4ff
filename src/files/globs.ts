import picomatch from 'picomatch';

/**
 * Whether a name matches one of the globs. A glob without a slash is matched with the last part of the name. A slash
 * at the beginning of a name is ignored.
 */
export function matchGlobs(globs: string | readonly string[]): (name: string) => boolean {
  const matchers = [globs].flat().map((glob) => picomatch(withoutSlash(glob), { dot: true, basename: true }));
  return (name) => matchers.some((matches) => matches(withoutSlash(name)));
}

function withoutSlash(text: string): string {
  return text.startsWith('/') ? text.slice(1) : text;
}
