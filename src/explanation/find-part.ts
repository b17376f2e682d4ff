import { NetstatError, suggest } from '../ir/index.js';
import { modulesAround } from '../report/index.js';
import type { LayerReport } from '../report/index.js';

/** The fields of a layer that it is found by; a report in memory has them, and a published one. */
export type NamedLayer = Pick<LayerReport, 'label' | 'name' | 'op' | 'category' | 'scope' | 'path'>;

/** A part of a model that a name stands for: a layer, or a module with the layers inside. */
export type NamedPart<L extends NamedLayer> =
  | { readonly kind: 'layer'; readonly layer: L }
  | { readonly kind: 'module'; readonly path: string; readonly layers: readonly L[] };

/**
 * The part of a model that a person means: a layer by its label, its node's name or its index, or a module by its path;
 * else by the end of a name that no other name has; else the first layer with the text in its label.
 * @throws NetstatError when nothing has that name
 */
export function findPart<L extends NamedLayer>(layers: readonly L[], name: string): NamedPart<L> {
  const modules = modulesOf(layers);
  const wanted = moduleName(name);
  const layer =
    layers.find(({ label }) => label === name) ??
    layers.find((each) => each.name === name) ??
    (/^\d+$/u.test(name) ? layers[Number(name)] : undefined);
  if (layer !== undefined) return { kind: 'layer', layer };
  const module = modules.get(wanted);
  if (module !== undefined) return { kind: 'module', ...module };
  const [byEnd, other] = layers.filter(({ label }) => name !== '' && label.endsWith(name));
  if (byEnd !== undefined && other === undefined) return { kind: 'layer', layer: byEnd };
  const [ending, second] = [...modules].filter(([each]) => wanted !== '' && each.endsWith(`.${wanted}`));
  if (ending !== undefined && second === undefined) return { kind: 'module', ...ending[1] };
  const byPart = firstOfParts(
    layers.filter(({ label }) => name !== '' && label.toLowerCase().includes(name.toLowerCase())),
  );
  if (byPart !== undefined) return { kind: 'layer', layer: byPart };
  throw new NetstatError(
    'unknown-layer',
    `there is no layer ${name}; ${suggest(name, [
      ...layers.map(({ label }) => label),
      ...[...modules.values()].map(({ path }) => path),
    ])}`,
  );
}

/**
 * The layer that a person means, as `findPart` finds it.
 * @throws NetstatError when no layer has that name
 */
export function findLayer<L extends NamedLayer>(layers: readonly L[], name: string | number): L {
  const byIndex = typeof name === 'number' ? layers[name] : undefined;
  if (byIndex !== undefined) return byIndex;
  const part = findPart(layers, String(name));
  if (part.kind === 'layer') return part.layer;
  throw new NetstatError('unknown-layer', `${name} is a module of ${part.layers.length} layers; name one of them`);
}

/** Every module, however deep, with the layers inside; by its path with dots, as PyTorch writes it. */
function modulesOf<L extends NamedLayer>(
  layers: readonly L[],
): ReadonlyMap<string, { readonly path: string; readonly layers: readonly L[] }> {
  const modules = new Map<string, { readonly path: string; readonly layers: L[] }>();
  for (const layer of layers) {
    let path = '';
    for (const module of modulesAround(layer)) {
      path = path === '' ? module : `${path}/${module}`;
      const known = modules.get(moduleName(path));
      if (known === undefined) modules.set(moduleName(path), { path, layers: [layer] });
      else known.layers.push(layer);
    }
  }
  return modules;
}

function moduleName(path: string): string {
  return path.replaceAll('/', '.').replaceAll(/^\.+|\.+$/gu, '');
}

/** The first of some layers, all of which a name fits, that works on data; constants and identities come last. */
function firstOfParts<L extends NamedLayer>(found: readonly L[]): L | undefined {
  const isTrivial = ({ category, op }: L): boolean =>
    category === 'constant' || category === 'shape' || op === 'Identity';
  return found.find((layer) => !isTrivial(layer)) ?? found[0];
}
