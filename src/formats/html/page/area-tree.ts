import { modulesAround } from '../../../report/index.js';
import type { LayerReport } from '../../../report/index.js';
import { append } from '../../../text/index.js';
import type { Category } from './categories.js';
import type { Portion } from './measures.js';
import { nameText, ownName } from './names.js';

/** A rectangle's meaning: a layer, several small ones, or a module with its own. */
export interface Area {
  readonly name: string;
  readonly path: readonly string[];
  readonly category: Category;
  readonly value: number;
  readonly count: number;
  /** The layer to go to; undefined for a module. */
  readonly layer: LayerReport | undefined;
  readonly children: readonly Area[];
}

/** Areas smaller than this many square pixels are drawn with their neighbours as one. */
const LEAST_AREA = 36;

/** The areas of the layers below a module on a chart of so many square pixels; those too small to see are gathered. */
export function areaTree(portions: readonly Portion[], at: readonly string[], squarePixels: number): Area {
  const total = portions.reduce((sum, { value }) => sum + value, 0);
  const least = (total * LEAST_AREA) / squarePixels;
  return gather(portions, at, '', least);
}

function gather(portions: readonly Portion[], path: readonly string[], name: string, least: number): Area {
  const value = portions.reduce((sum, portion) => sum + portion.value, 0);
  const area = { name, path, value, count: portions.length, category: mainCategory(portions) };
  const [only] = portions;
  if (only !== undefined && portions.length === 1 && name !== '') {
    return { ...leafOf(only, path), name: `${name}/${nameText(ownName(only.layer.label))}` };
  }
  if (value < least * Math.min(portions.length, 4)) return { ...area, layer: undefined, children: [] };
  const modules = new Map<string, Portion[]>();
  const leaves: Portion[] = [];
  for (const portion of portions) {
    const inner = modulesAround(portion.layer)[path.length];
    if (inner === undefined) leaves.push(portion);
    else append(modules, inner, portion);
  }
  // A module that holds nothing but one other is shown as one with it.
  const [inner] = modules;
  if (inner !== undefined && modules.size === 1 && leaves.length === 0 && name !== '') {
    return gather(portions, [...path, inner[0]], `${name}/${nameText(inner[0])}`, least);
  }
  const large = leaves.filter((portion) => portion.value >= least);
  const small = leaves.filter((portion) => portion.value < least);
  return {
    ...area,
    layer: undefined,
    children: [
      ...[...modules].map(([inner, list]) => gather(list, [...path, inner], nameText(inner), least)),
      ...large.map((portion) => leafOf(portion, path)),
      ...(small.length === 0
        ? []
        : [
            {
              name: `${small.length} smaller`,
              path,
              value: small.reduce((sum, one) => sum + one.value, 0),
              count: small.length,
              category: mainCategory(small),
              layer: undefined,
              children: [],
            },
          ]),
    ],
  };
}

function leafOf({ layer, others, value }: Portion, path: readonly string[]): Area {
  return {
    name: `${nameText(ownName(layer.label))}${others > 0 ? ` +${others}` : ''}`,
    path,
    category: layer.category,
    value,
    count: others + 1,
    layer,
    children: [],
  };
}

function mainCategory(portions: readonly Portion[]): Category {
  const sums = new Map<Category, number>();
  for (const { layer, value } of portions) sums.set(layer.category, (sums.get(layer.category) ?? 0) + value);
  return [...sums].reduce<readonly [Category, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['other', -1],
  )[0];
}
