import { modulesAround } from '../../../report/index.js';
import type { LayerReport, ReportLayer } from '../../../report/index.js';
import { equalModules } from '../../folding.js';

/** The layers of a module of the network and those of its own modules. */
export interface Module {
  readonly kind: 'module';
  /** A key that no other module of the model has. */
  readonly key: string;
  /**
   * Its name within the module around it; of modules that hold nothing but one another, their names with slashes
   * between.
   */
  readonly name: string;
  /** How many modules deep it lies; the model itself is at 0. */
  readonly depth: number;
  /** Whether it stands for equal modules, which are its children: `layers.0–31 ×32`. */
  readonly isGroup: boolean;
  /** In execution order, a module where its first layer stands. */
  readonly children: readonly (Module | LayerReport)[];
  /** All layers below it. */
  readonly layers: readonly LayerReport[];
}

/** Whether an entry of the tree is a module. */
export function isModule(child: Module | LayerReport): child is Module {
  return 'kind' in child;
}

interface Draft {
  readonly key: string;
  readonly name: string;
  readonly depth: number;
  readonly children: (Draft | LayerReport)[];
  readonly modules: Map<string, Draft>;
}

/**
 * The layers as the tree of their modules; `ownOf` gives those of the report in memory. Equal modules are put together,
 * unless each is wanted by itself.
 */
export function moduleTree(
  layers: readonly LayerReport[],
  ownOf: (layer: LayerReport) => ReportLayer | undefined,
  unfold = false,
): Module {
  const root: Draft = { key: '', name: '', depth: 0, children: [], modules: new Map() };
  for (const layer of layers) {
    let draft = root;
    for (const name of modulesAround(layer)) {
      let inner = draft.modules.get(name);
      if (inner === undefined) {
        inner = { key: `${draft.key}\u0000${name}`, name, depth: draft.depth + 1, children: [], modules: new Map() };
        draft.modules.set(name, inner);
        draft.children.push(inner);
      }
      draft = inner;
    }
    draft.children.push(layer);
  }
  const tree = finish(root);
  return unfold ? tree : withGroups(tree, ownOf);
}

/** The layer that a module is all about: such a module is shown as the layer. */
function soleLayer(child: Module | LayerReport): LayerReport | undefined {
  return isModule(child) && child.layers.length === 1 ? child.layers[0] : undefined;
}

function finish(draft: Draft): Module {
  const names = [draft.name];
  let inner = draft;
  // A module that holds nothing but one other is shown as one with it.
  while (draft.depth > 0 && inner.children.length === 1) {
    const [only] = inner.modules.values();
    if (only === undefined) break;
    names.push(only.name);
    inner = only;
  }
  const children = inner.children
    .map((child) => ('modules' in child ? finish(child) : child))
    .map((child) => soleLayer(child) ?? child);
  return {
    kind: 'module',
    key: inner.key,
    name: names.join('/'),
    depth: inner.depth,
    isGroup: false,
    children,
    layers: children.flatMap((child): readonly LayerReport[] => (isModule(child) ? child.layers : [child])),
  };
}

/** The tree with equal modules of one parent below a module of their own. */
function withGroups(module: Module, ownOf: (layer: LayerReport) => ReportLayer | undefined): Module {
  const children = module.children.map((child) => (isModule(child) ? withGroups(child, ownOf) : child));
  const groups = equalModules(
    children.filter(isModule).map((child) => ({
      child,
      label: child.name,
      layers: child.layers.flatMap((layer) => ownOf(layer) ?? []),
    })),
  );
  const placed = new Map<Module | LayerReport, Module | undefined>();
  for (const { label, members } of groups) {
    const modules = members.map(({ child }) => child);
    const group: Module = {
      kind: 'module',
      key: `${module.key}\u0000${label}`,
      name: label,
      depth: module.depth + 1,
      isGroup: true,
      children: modules,
      layers: modules.flatMap(({ layers }) => layers),
    };
    modules.forEach((child, at) => placed.set(child, at === 0 ? group : undefined));
  }
  return {
    ...module,
    children: children.flatMap((child) => (placed.has(child) ? (placed.get(child) ?? []) : child)),
  };
}
