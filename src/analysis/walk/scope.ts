import type { Node } from '../../ir/index.js';

/**
 * The module path that an exporter left: PyTorch 2's `pkg.torch.onnx.name_scopes`, the namespace of other exporters,
 * else the slashes of the node's name (`/features/features.0/Conv` → features, features.0).
 */
export function scopeOf(node: Node): readonly string[] {
  const scope = wholeScopeOf(node);
  return scope.length > MOST_MODULES ? scope.slice(0, MOST_MODULES) : scope;
}

/** Modules around a layer that are kept: a name of 16 KiB can say thousands, and those of real models a dozen. */
const MOST_MODULES = 64;

function wholeScopeOf(node: Node): readonly string[] {
  const scopes = node.metadata.get('pkg.torch.onnx.name_scopes');
  if (scopes !== undefined) {
    return parseList(scopes)
      .slice(0, -1)
      .filter((name) => name !== '');
  }
  const namespace = node.metadata.get('namespace');
  if (namespace !== undefined) {
    return namespace
      .split('/')
      .map(stripClass)
      .filter((name) => name !== '')
      .slice(0, -1);
  }
  const end = node.name.lastIndexOf('/');
  return end < 0 ? none : modulesIn(node.name.slice(0, end));
}

const none: readonly string[] = [];

/** The layers of a module share its path, which is taken apart once. */
const modules = new Map<string, readonly string[]>();

/** The most paths that are kept: more than any model has modules, and few enough to need no attention. */
const MOST_KEPT = 10_000;

function modulesIn(path: string): readonly string[] {
  const known = modules.get(path);
  if (known !== undefined) return known;
  if (modules.size >= MOST_KEPT) modules.clear();
  const names = path.split('/').filter((name) => name !== '');
  modules.set(path, names);
  return names;
}

/** A namespace's part is `name: module.Class`; only the name says where it stands. */
function stripClass(part: string): string {
  return part.split(':', 1)[0]?.trim() ?? '';
}

/** A Python list of texts, as the exporter prints it. */
function parseList(text: string): string[] {
  const items: string[] = [];
  const opening = /['"]/gu;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const end = closing(text, found[0], opening.lastIndex);
    // A quote that never ends makes this no list; to look for the end of each further one would take too long.
    if (end < 0) break;
    items.push(text.slice(opening.lastIndex, end));
    opening.lastIndex = end + 1;
  }
  return items;
}

/** The position of the next quote without a backslash before it; -1 without one. */
function closing(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
