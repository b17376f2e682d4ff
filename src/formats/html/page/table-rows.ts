import { modulesAround } from '../../../report/index.js';
import type { LayerReport } from '../../../report/index.js';
import { isModule } from './modules.js';
import type { Module } from './modules.js';
import type { Cell, Column } from './table-columns.js';

/** A row that is shown: a layer, or a module with its layers below it or folded away. */
export type Row =
  | {
      readonly kind: 'layer';
      readonly layer: LayerReport;
      readonly level: number;
      /** Names of its modules that no row above it has; undefined in a list. */ readonly within:
        | readonly string[]
        | undefined;
    }
  | { readonly kind: 'module'; readonly module: Module; readonly level: number; readonly isOpen: boolean };

/** In what order rows stand: by execution, by name, or by a column. */
export type Order = { readonly by: 'execution' | 'layer' | Column; readonly isDescending: boolean };

/** How the table is to be shown. */
export interface Arrangement {
  readonly order: Order;
  /** Whether rows stand as the tree of modules, or as one list. */
  readonly isTree: boolean;
  /** Keys of modules that are folded. */
  readonly folded: ReadonlySet<string>;
  /** Whether a layer is to be seen; undefined when all are. */
  readonly isWanted: ((layer: LayerReport) => boolean) | undefined;
}

/** The rows to show. Rows are sorted among those of their module; what is unknown comes last. */
export function arrange(root: Module, { order, isTree, folded, isWanted }: Arrangement): readonly Row[] {
  const cells = new Map<Module | LayerReport, Cell['key']>();
  const keyOf = (child: Module | LayerReport): Cell['key'] => {
    if (order.by === 'execution') return isModule(child) ? child.layers[0]?.index : child.index;
    if (order.by === 'layer') return isModule(child) ? child.name : child.label;
    let key = cells.get(child);
    if (key === undefined) {
      key = order.by.cell(isModule(child) ? child.layers : [child]).key;
      cells.set(child, key);
    }
    return key;
  };
  const inOrder = <T extends Module | LayerReport>(children: readonly T[]): readonly T[] => {
    if (order.by === 'execution') return order.isDescending ? children.toReversed() : children;
    return children
      .map((child) => ({ child, key: keyOf(child) }))
      .sort((a, b) => compare(a.key, b.key, order.isDescending))
      .map(({ child }) => child);
  };
  const wanted = (layers: readonly LayerReport[]): readonly LayerReport[] =>
    isWanted === undefined ? layers : layers.filter(isWanted);
  if (!isTree) {
    return inOrder(wanted(root.layers)).map((layer): Row => ({ kind: 'layer', layer, level: 1, within: undefined }));
  }
  const kept = isWanted === undefined ? undefined : new Set(wanted(root.layers));
  const rows: Row[] = [];
  const visit = ({ children, depth }: Module, level: number): void => {
    const shown =
      kept === undefined
        ? children
        : children.filter((child) =>
            isModule(child) ? child.layers.some((layer) => kept.has(layer)) : kept.has(child),
          );
    for (const child of inOrder(shown)) {
      if (!isModule(child)) {
        rows.push({ kind: 'layer', layer: child, level, within: modulesAround(child).slice(depth) });
        continue;
      }
      const isOpen = !folded.has(child.key);
      rows.push({ kind: 'module', module: child, level, isOpen });
      if (isOpen) visit(child, level + 1);
    }
  };
  visit(root, 1);
  return rows;
}

function compare(a: Cell['key'], b: Cell['key'], isDescending: boolean): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  const least = a < b ? -1 : a > b ? 1 : 0;
  return isDescending ? -least : least;
}

/** The keys of all modules, or of those from a depth on. */
export function modulesFrom(root: Module, depth: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const visit = (module: Module): void => {
    if (module.depth >= depth && module.depth > 0) keys.add(module.key);
    for (const child of module.children) if (isModule(child)) visit(child);
  };
  visit(root);
  return keys;
}

/** The keys of the modules that stand for equal ones. */
export function groupsIn(root: Module): ReadonlySet<string> {
  const keys = new Set<string>();
  const visit = (module: Module): void => {
    if (module.isGroup) keys.add(module.key);
    for (const child of module.children) if (isModule(child)) visit(child);
  };
  visit(root);
  return keys;
}

/** The keys of the modules around a layer. */
export function keysAround(root: Module, layer: LayerReport): ReadonlySet<string> {
  const keys = new Set<string>();
  let module: Module | undefined = root;
  while (module !== undefined) {
    module = module.children.filter(isModule).find((child) => child.layers.includes(layer));
    if (module !== undefined) keys.add(module.key);
  }
  return keys;
}
