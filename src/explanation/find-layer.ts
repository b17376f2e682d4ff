import type { Layer } from '../analysis/index.js';
import { NetstatError, suggest } from '../ir/index.js';

/**
 * The layer that a person means: by its label, its node's name, its index, the end of its label, or a part of it.
 * @throws NetstatError when there is none
 */
export function findLayer(layers: readonly Layer[], name: string | number = ''): Layer {
  const found = typeof name === 'number' ? layers[name] : layerNamed(layers, name);
  if (found !== undefined) return found;
  throw new NetstatError(
    'unknown-layer',
    `there is no layer ${name}; ${suggest(
      String(name),
      layers.map(({ label }) => label),
    )}`,
  );
}

function layerNamed(layers: readonly Layer[], name: string): Layer | undefined {
  return (
    layers.find(({ label }) => label === name) ??
    layers.find(({ node }) => node.name === name) ??
    (/^\d+$/u.test(name) ? layers[Number(name)] : undefined) ??
    only(layers.filter(({ label }) => label.endsWith(name))) ??
    firstOfParts(layers.filter(({ label }) => name !== '' && label.toLowerCase().includes(name.toLowerCase())))
  );
}

/** Of layers whose labels have a part in common the first that works on data, before constants and identities. */
function firstOfParts(found: readonly Layer[]): Layer | undefined {
  const isTrivial = ({ category, node }: Layer): boolean =>
    category === 'constant' || category === 'shape' || node.opType === 'Identity';
  return found.find((layer) => !isTrivial(layer)) ?? found[0];
}

/** The one item of a list that has no more. */
function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
