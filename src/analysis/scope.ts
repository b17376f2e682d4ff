import type { Node } from '../ir/index.js';

/**
 * The module path that an exporter left: PyTorch 2's `pkg.torch.onnx.name_scopes`, the namespace of other exporters, else the slashes of the
 * node's name (`/features/features.0/Conv` → features, features.0).
 */
export function scopeOf(node: Node): readonly string[] {
  const scopes = node.metadata.get('pkg.torch.onnx.name_scopes');
  if (scopes !== undefined) return parseList(scopes).slice(0, -1).filter((name) => name !== '');
  const namespace = node.metadata.get('namespace');
  if (namespace !== undefined) return namespace.split('/').map(stripClass).filter((name) => name !== '').slice(0, -1);
  if (!node.name.includes('/')) return [];
  return node.name.split('/').slice(0, -1).filter((name) => name !== '');
}

/** A namespace's part is `name: module.Class`; only the name says where it stands. */
function stripClass(part: string): string {
  return part.split(':', 1)[0]?.trim() ?? '';
}

/** A Python list of texts, as the exporter prints it. */
function parseList(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gu)].map(([, single, double]) => single ?? double ?? '');
}
