import {
  bind,
  ceilingOf,
  DimSyntaxError,
  ExpressionTooLarge,
  fromInteger,
  isKnown,
  isTellingBound,
  parse,
  print,
  symbol,
  symbolName,
  symbolsOf,
  unlessTooLarge,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { NetstatError } from '../../ir/index.js';
import type { DeclaredDimension, DeclaredType, Graph, Model, Value } from '../../ir/index.js';
import type { SymbolMeaning } from '../analysis.js';

/** The symbols of one analysis: what they are bound to, what they mean, and which names are taken. */
export interface Symbols {
  readonly bindings: Map<string, Dim>;
  readonly used: Set<string>;
  /** Formulas that symbols usually are, as operators say. */
  readonly usual: Map<string, Dim>;
  /** A dimension as declared: bound where a binding says so. `place` names it when the file does not. */
  declared(dimension: DeclaredDimension, place: { readonly name: string; readonly axis: number }): Dim;
  /**
   * A symbol for what cannot be derived, named `<owner>_<what>`, one for each pair. It is at most `atMost`, where that
   * is given.
   * @throws NetstatError when it is bound to more
   * @throws TooManyUntold
   */
  fresh(owner: string, what: string, atMost?: Dim): Dim;
  /**
   * The name of a symbol for a size that changes from pass to pass of a loop; users cannot bind it. Named as `fresh`
   * names.
   */
  inner(owner: string, what: string): string;
  /** Sizes that the file declares where inference has a fresh symbol, found on this walk: they hold on the next. */
  readonly settled: Map<string, Dim>;
  /** Whether a symbol stands for a size that cannot be derived, and is neither bound nor used inside a loop only. */
  isFresh(name: string): boolean;
  /** The layer that a fresh symbol is named after. */
  ownerOf(name: string): string | undefined;
  list(): readonly SymbolMeaning[];
}

/**
 * Symbols that an analysis makes up for sizes that nothing tells. Each layer may ask for one for each axis of each
 * output; real models have some hundred.
 */
const MOST_UNTOLD_SIZES = 100_000;

/** A model has more than `MOST_UNTOLD_SIZES` sizes that nothing tells. */
export class TooManyUntold extends Error {
  override readonly name = 'TooManyUntold';

  constructor() {
    super(`the model has more than ${MOST_UNTOLD_SIZES} sizes that nothing tells`);
  }
}

/**
 * The most bounds inside one another. Detectors nest them: the boxes kept are at most the boxes suppressed, which are
 * at most the boxes above a score.
 */
const MAX_BOUND_DEPTH = 8;

/** Starts the symbols of a model's analysis. */
export function createSymbols(
  model: Model,
  dims: ReadonlyMap<string, number | string>,
  settled: ReadonlyMap<string, Dim> = new Map(),
): Symbols {
  const bindings = resolveBindings(dims);
  const used = new Set<string>();
  const usual = new Map<string, Dim>();
  const meanings = new Map<string, string>();
  // Most models need no symbol that they do not name.
  let declaredNames: ReadonlySet<string> | undefined;
  const freshNames = new Map<string, string>();
  const owners = new Map<string, string>();
  const inner = new Set<string>();
  const bounds = new Map<string, Dim>();
  // By bounded symbol: how many bounds stand inside each other in its own.
  const depths = new Map<string, number>();

  /**
   * The bound of a symbol; in a long chain of bounded symbols, where a bound would hold all symbols before it, the
   * value that the bound comes to.
   */
  const shallowBound = (name: string, bound: Dim): Dim | undefined => {
    let depth = 0;
    for (const inside of symbolsOf(bound)) depth = Math.max(depth, depths.get(inside) ?? 0);
    const shallow = depth >= MAX_BOUND_DEPTH ? ceilingOf(bound) : bound;
    // A size that no tensor can have bounds nothing, and in a long chain it would grow without an end.
    if (shallow === undefined || !isTellingBound(shallow)) {
      return undefined;
    }
    if (shallow === bound) depths.set(name, depth + 1);
    return shallow;
  };

  const checkedBound = (name: string, atMost: Dim): Dim => {
    const given = bindings.get(name);
    if (given !== undefined && isKnown(given) && isKnown(atMost) && given > atMost) {
      throw new NetstatError('bad-option', `--dim ${name}=${given}: it is at most ${atMost}; give a smaller size`);
    }
    return atMost;
  };

  const nameOf = (owner: string, what: string): string => {
    const key = `${symbolName(owner)}\n${what}`;
    let name = freshNames.get(key);
    if (name === undefined) {
      if (owners.size === MOST_UNTOLD_SIZES) throw new TooManyUntold();
      const base = `${symbolName(owner)}_${what}`;
      name = symbolName(base);
      declaredNames ??= namesDeclared(model);
      for (let count = 2; declaredNames.has(name) || owners.has(name); count++) name = symbolName(`${base}_${count}`);
      freshNames.set(key, name);
      owners.set(name, owner);
    }
    return name;
  };

  const resolve = (dim: Dim, meaning: string): Dim => {
    if (isKnown(dim)) return dim;
    if (settled.size > 0) dim = bindSizes(dim, settled);
    for (const name of symbolsOf(dim)) {
      if (!meanings.has(name)) meanings.set(name, meaning);
      if (bindings.has(name)) used.add(name);
    }
    return bindSizes(dim, bindings);
  };

  return {
    bindings,
    used,
    usual,
    declared(dimension, { name, axis }) {
      const meaning = `${symbolName(name)}, axis ${axis}`;
      if (typeof dimension === 'string') {
        const dim = parseName(dimension);
        if (dim !== undefined) return resolve(dim, meaning);
      } else if (dimension !== undefined && dimension >= 0) {
        return fromInteger(dimension);
      }
      return this.fresh(name, String(axis));
    },
    fresh(owner, what, bound) {
      const name = nameOf(owner, what);
      const atMost = bound === undefined ? undefined : shallowBound(name, bound);
      if (atMost !== undefined) bounds.set(name, checkedBound(name, atMost));
      return resolve(
        symbol(name, atMost),
        /^\d+$/u.test(what) ? `${symbolName(owner)}, axis ${what}` : `${what} of ${symbolName(owner)}`,
      );
    },
    inner(owner, what) {
      const name = nameOf(owner, what);
      inner.add(name);
      return name;
    },
    settled: new Map(settled),
    isFresh: (name) => owners.has(name) && !inner.has(name) && !bindings.has(name),
    ownerOf: (name) => owners.get(name),
    list: () => [
      ...[...meanings].map(([name, meaning]) => ({
        symbol: name,
        meaning,
        owner: owners.get(name),
        atMost: bounds.get(name),
        usual: usual.get(name),
      })),
      ...[...inner].map((name) => ({ symbol: name, meaning: 'changes from pass to pass of a loop', isInner: true })),
    ],
  };
}

/**
 * The sizes that symbols are bound to, formulas among them: `total` to `past + sequence`, and both of these to what
 * they are bound to.
 * @throws NetstatError when formulas depend on each other in a circle
 */
function resolveBindings(dims: ReadonlyMap<string, number | string>): Map<string, Dim> {
  const given = [...dims].map(([name, size]): [string, Dim] => [
    symbolName(name),
    typeof size === 'string' ? parseSize(name, size) : fromInteger(size),
  ]);
  let bindings = new Map(given);
  for (let round = 0; round <= bindings.size; round++) {
    const open = [...bindings].filter(([, dim]) => [...symbolsOf(dim)].some((name) => bindings.has(name)));
    if (open.length === 0) return bindings;
    const before = bindings;
    bindings = new Map([...before].map(([name, dim]) => [name, bindSizes(dim, before)]));
  }
  const circle = given.flatMap(([name, dim]) => (isKnown(dim) ? [] : [`--dim ${name}=${print(dim)}`]));
  throw new NetstatError('bad-option', `${circle.join(' and ')}: a size cannot depend on itself`);
}

function parseSize(name: string, text: string): Dim {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof DimSyntaxError) {
      throw new NetstatError('bad-option', `--dim ${name}=${text}: ${error.message}`);
    }
    throw error;
  }
}

/**
 * A dim with sizes for its symbols.
 * @throws NetstatError when it grows too large with them
 */
export function bindSizes(dim: Dim, sizes: ReadonlyMap<string, Dim>): Dim {
  const bound = unlessTooLarge(() => bind(dim, sizes));
  if (bound === undefined) {
    throw new NetstatError(
      'bad-option',
      `the dimension ${print(dim)} grows too large with the sizes given: give smaller ones`,
    );
  }
  return bound;
}

/**
 * A declared name as a dimension: one symbol, or the formula that it spells. Undefined when it says nothing (`?`,
 * `None`, a negative number).
 */
export function parseName(name: string): Dim | undefined {
  const text = name.trim();
  if (text === '' || text === '?' || text === 'None') return undefined;
  // `seq-len` is a name, `seq - 1` a formula.
  if (/^[\p{L}_][\w.]*(?:-[\p{L}_][\w.]*)+$/u.test(text)) return symbol(name);
  if (/^[+-]?\d+$/u.test(text)) return text.startsWith('-') ? undefined : fromInteger(BigInt(text));
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof DimSyntaxError || error instanceof ExpressionTooLarge) return symbol(name);
    throw error;
  }
}

/**
 * A declared type as a value whose dimensions are named after `name` where the file does not name them; undefined where
 * it says nothing, or too many sizes of the model have no name.
 */
export function valueOfDeclared(type: DeclaredType | undefined, name: string, symbols: Symbols): Value | undefined {
  try {
    return valueOfType(type, name, symbols);
  } catch (error) {
    if (error instanceof TooManyUntold) return undefined;
    throw error;
  }
}

function valueOfType(type: DeclaredType | undefined, name: string, symbols: Symbols): Value | undefined {
  switch (type?.kind) {
    case undefined:
    case 'opaque':
      return undefined;
    case 'tensor':
      return {
        kind: 'tensor',
        dtype: type.dtype,
        shape: type.shape?.map((dimension, axis) => symbols.declared(dimension, { name, axis })),
      };
    case 'sequence':
      return {
        kind: 'sequence',
        element: valueOfType(type.element, name, symbols),
        length: symbols.fresh(name, 'length'),
      };
    case 'optional':
      return { kind: 'optional', element: valueOfType(type.element, name, symbols) };
    case 'map':
      return { kind: 'map', key: type.key, element: valueOfType(type.element, name, symbols) };
  }
}

/** Every name that the file uses for a dimension, so that fresh symbols keep clear of them. */
function namesDeclared(model: Model): ReadonlySet<string> {
  const names = new Set<string>();
  const addType = (type: DeclaredType | undefined): void => {
    if (type?.kind === 'tensor') {
      for (const dimension of type.shape ?? []) {
        if (typeof dimension === 'string') for (const name of symbolsOf(parseName(dimension) ?? 0)) names.add(name);
      }
    } else if (type?.kind === 'sequence' || type?.kind === 'optional' || type?.kind === 'map') addType(type.element);
  };
  const addGraph = (graph: Graph): void => {
    for (const info of [...graph.inputs, ...graph.outputs, ...graph.valueInfo.values()]) addType(info.type);
    for (const node of graph.nodes) {
      if (node.attributes.size === 0) continue;
      for (const attribute of node.attributes.values()) {
        if (attribute.kind === 'graph') addGraph(attribute.value);
        else if (attribute.kind === 'graphs') attribute.value.forEach(addGraph);
      }
    }
  };
  addGraph(model.graph);
  return names;
}
