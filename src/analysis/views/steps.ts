import { add, bind, ceilingOf, equals, isKnown, soleSymbol, subtract, symbol, symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isFloat, isRanked } from '../../ir/index.js';
import type { CachePages } from '../../ops/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { carriedStatesOf } from './carried-state.js';
import { givenRunOf } from './given-run.js';
import type { FixedPast, GivenRun } from './given-run.js';
import { fixedPlacesOf, placesWritten } from './fixed-places.js';
import type { FixedPlaces } from './fixed-places.js';
import { remember } from './remember.js';

/** The open dimensions of a model that is run step by step, by their part in it. */
export interface StepDimensions {
  /** Tokens that one run is given; undefined where a run is given one. */
  readonly added: string | undefined;
  /** Tokens of a run that decodes: one, or as many as the model is made for. */
  readonly step: number;
  /** Places of the caches that runs before have filled, each with the places that are filled after a run. */
  readonly past: ReadonlyMap<string, Dim>;
  /** Past and added tokens together. */
  readonly total: readonly string[];
  /** Sizes of data that no state has and tokens do not tell, such as what an encoder gives. */
  readonly free: readonly string[];
  /** Open sizes that count samples; runs take them to be 1. */
  readonly batch: readonly string[];
  /** Sizes that the file leaves open but its attention layers settle. */
  readonly settled: ReadonlyMap<string, number>;
  /** Sizes of states that operators give by other sizes, such as the heads of all samples in one axis. */
  readonly told: ReadonlyMap<string, Dim>;
  /** Keys attended to that only data tell: symbols of them, each with what is attended to besides. */
  readonly attended: ReadonlyMap<string, Dim>;
  /** The pages of the caches, where they lie in pages. */
  readonly pages: CachePages | undefined;
  /** The most tokens that a buffer of fixed size holds, where there is one. */
  readonly room: number | undefined;
  /** The most tokens that have a place in the tables of angles by which attention turns queries and keys. */
  readonly positions: number | undefined;
  /** The buffers of fixed size that a scatter writes into, where no state grows. */
  readonly places: readonly FixedPlaces[];
  /** The only run that there is, where sizes given fix the past. */
  readonly given: GivenRun | undefined;
  /** Whether states begin anew, whatever was there before. */
  readonly begins: boolean;
}

/** How a state's places change over a run. */
interface Places {
  readonly name: string;
  readonly after: Dim;
}

/**
 * The view of which open dimension has which part, told by the graph. The past is the axis along which a carried state
 * grows; the tokens added are what it grows by, or the queries of its attention; the rest are the other open dimensions
 * of the inputs. Undefined where no dimension tells a run over many tokens from one over the next.
 */
export const stepDimensionsOf: (analysis: Analysis) => StepDimensions | undefined = remember((analysis) => {
  const states = carriedStatesOf(analysis);
  const attention = attentionOver(analysis);
  const stateInputs = new Set<Edge>(states.map(({ input }) => input));
  const others = analysis.inputs.filter((input) => !stateInputs.has(input));
  const outside = symbolsIn(others.flatMap(shapeOf));
  const pages = attention.find((detail) => detail.pages !== undefined)?.pages;
  const ofPages = pages === undefined ? new Set<string>() : symbolsIn([pages.count, pages.size, pages.each]);

  const past = new Map<string, Dim>();
  const fixedPlaces = new Map<string, Dim>();
  const grown = new Set<string>();
  // Symbols beside the past in the formula of places that a window cuts: the new places.
  const beside = new Set<string>();
  const settled = new Map<string, number>();
  const told = new Map<string, Dim>();
  const headSize = attention.find(({ headSize: size }) => isKnown(size))?.headSize;
  // The open axis of a recurrent layer's state counts samples, not places.
  const isRecurrent = attention.length === 0 && analysis.layers.some(({ category }) => category === 'recurrent');
  const fixedPasts: FixedPast[] = [];
  for (const { input, shape: after } of states) {
    const before = shapeOf(input);
    const growing: Places[] = [];
    const fixed: Places[] = [];
    before.forEach((dim, axis) => {
      const name = soleSymbol(dim);
      const now = after[axis];
      if (isKnown(dim) && now !== undefined && !equals(now, dim)) {
        fixedPasts.push({ state: input, before: Number(dim), added: subtract(now, dim) });
        const by = soleSymbol(subtract(now, dim));
        if (by !== undefined) grown.add(by);
      }
      if (name === undefined || ofPages.has(name)) return;
      if (now !== undefined && !equals(now, dim)) {
        growing.push({ name, after: now });
        const by = soleSymbol(symbolsOf(now).has(name) ? subtract(now, dim) : now);
        if (by !== undefined) grown.add(by);
        else for (const each of symbolsOf(now)) if (each !== name && outside.has(each)) beside.add(each);
      } else if (!outside.has(name)) {
        const usual = usualOf(analysis, name);
        if (usual !== undefined) {
          told.set(name, usual);
          return;
        }
        const isHead = axis === before.length - 1 && headSize !== undefined && isKnown(headSize);
        if (isHead) settled.set(name, Number(headSize));
        else if (!isRecurrent) fixed.push({ name, after: dim });
      }
    });
    // A cache with a fixed number of places keeps its size; what is neither batch nor the size of a head counts its
    // places.
    const [place, another] = growing.length > 0 ? growing : fixed;
    if (another !== undefined) return undefined;
    if (place === undefined) continue;
    const places = growing.length > 0 ? past : fixedPlaces;
    // Of states that share a dimension, one that holds a window does not tell how the others grow.
    if (!places.has(place.name) || !isCut(place)) places.set(place.name, place.after);
  }
  // Beside states that grow, those that do not are of another length: what cross-attention sees.
  const isGrowing = past.size > 0;
  if (!isGrowing) for (const [name, after] of fixedPlaces) past.set(name, after);
  for (const { queryLength } of attention) {
    const name = soleSymbol(queryLength);
    if (grown.size === 0 && name !== undefined && outside.has(name)) grown.add(name);
  }
  // Where the queries have a size that is given, no open one counts the tokens of a run.
  const isStepGiven = attention.length > 0 && attention.every(({ queryLength }) => isKnown(queryLength));
  if (grown.size === 0 && !isStepGiven) for (const name of beside) grown.add(name);
  const floats = symbolsIn(others.filter(isFloating).flatMap(shapeOf));
  if (grown.size > 1) for (const name of grown) if (floats.has(name)) grown.delete(name);
  const writes = past.size > 0 || pages !== undefined ? [] : placesWritten(analysis, states);
  const batches = batchOf(states, outside, { pages, told });
  if (grown.size === 0) {
    for (const name of symbolsIn(writes.map(({ written }) => written))) {
      if (outside.has(name) && !batches.includes(name)) grown.add(name);
    }
  }
  const batch = batches.filter((name) => !past.has(name) && !grown.has(name));
  const rest = [...outside].filter((name) => !past.has(name) && !batch.includes(name) && !ofPages.has(name));
  // Where nothing grows, what is open besides the batch is how many tokens a run is given, unless it counts samples.
  const [only, more] = rest;
  const isOnly = grown.size === 0 && past.size === 0 && more === undefined && !isStepGiven;
  if (isOnly && only !== undefined && !floats.has(only)) grown.add(only);
  const [added, another] = grown;
  const places = fixedPlacesOf(writes, batch);
  const keys = past.size > 0 || pages !== undefined ? [] : attention.map(({ keyLength }) => keyLength).filter(isKnown);
  const rooms = places.length > 0 ? places.map(({ tokens }) => tokens) : keys.map(Number);
  const fixedPast = past.size > 0 ? [] : fixedPasts;
  const begun = fixedPast.length > 0 && added !== undefined && fixedPast.every(({ before }) => before === 0);
  const given = begun ? undefined : givenRunOf(fixedPast, attention);
  const isSteps =
    past.size > 0 ||
    fixedPast.length > 0 ||
    added !== undefined ||
    isStepOver(keys, attention) ||
    places.length > 0 ||
    (rest.length === 0 && others.some((input) => isOneWord(analysis, input, batch)));
  if (!isSteps || another !== undefined) return undefined;
  // Beside buffers of fixed size, a mask counts the tokens added and those that were there before.
  if (places.length > 0 && added !== undefined) {
    const lengths = others.flatMap(shapeOf);
    for (const name of rest) {
      const all = add(symbol(name), symbol(added));
      if (name !== added && lengths.some((dim) => equals(dim, all))) past.set(name, all);
    }
  }

  const isTotal = (name: string): boolean => {
    const usual = symbolsOf(usualOf(analysis, name) ?? 0);
    return [...usual].some((part) => part === added || past.has(part)) || !floats.has(name);
  };
  const open = rest.filter((name) => name !== added && !past.has(name));
  const known = symbolsIn(analysis.inputs.flatMap(shapeOf));
  return {
    added,
    step: added === undefined ? stepOf(past, attention, writes) : 1,
    past,
    total: open.filter(isTotal),
    free: [...open.filter((name) => !isTotal(name)), ...(isGrowing ? [...fixedPlaces.keys()] : [])],
    batch,
    settled,
    told,
    attended: attendedOf(analysis, attention, known),
    pages,
    room: rooms.length === 0 ? undefined : Math.max(...rooms),
    positions: positionsOf(analysis),
    places,
    given,
    begins: begun || [...past].some(([name, after]) => !symbolsOf(after).has(name)),
  };
});

/** The rows of the shortest of the tables that are looked up by position; undefined where there is none. */
function positionsOf({ layers }: Analysis): number | undefined {
  let least: number | undefined;
  for (const { inputs, operator } of layers) {
    for (const [at, input] of inputs.entries()) {
      if (input === undefined || operator?.roleOf(at) !== 'table' || shapeOf(input).length !== 2) continue;
      const [rows] = shapeOf(input);
      const most = rows === undefined || isKnown(rows) ? rows : ceilingOf(rows);
      if (most !== undefined && isKnown(most)) least = Math.min(least ?? Infinity, Number(most));
    }
  }
  return least;
}

/** The tokens of each run, where no size is open that counts them. */
function stepOf(
  past: ReadonlyMap<string, Dim>,
  attention: readonly { readonly queryLength: Dim }[],
  writes: readonly { readonly written: Dim }[],
): number {
  const grown = [...past].map(([name, after]) => subtract(after, symbol(name)));
  const lengths = [...attention.map(({ queryLength }) => queryLength), ...writes.map(({ written }) => written)];
  const known = [...grown, ...lengths].find((dim) => isKnown(dim) && dim > 0);
  return known === undefined ? 1 : Number(known);
}

/** Whether a window limits the places, so that new tokens do not add any. */
function isCut({ name, after }: Places): boolean {
  return symbolsOf(after).has(name) && soleSymbol(subtract(after, symbol(name))) === undefined;
}

/** The attention of layers that read a state, or where none says so, of all. */
function attentionOver({ layers }: Analysis) {
  const all = layers.flatMap((layer) => (layer.detail?.kind === 'attention' ? { layer, detail: layer.detail } : []));
  const overState = all.filter(({ layer: { inputs, operator } }) =>
    inputs.some((input, at) => input !== undefined && operator?.roleOf(at) === 'state'),
  );
  return (overState.length > 0 ? overState : all).map(({ detail }) => detail);
}

/** The length of the keys attended to, without the symbol that only data tell. */
function attendedOf(
  { symbols }: Analysis,
  attention: readonly { readonly keyLength: Dim }[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, Dim> {
  const fresh = new Set(
    symbols.flatMap(({ symbol: name, owner }) => (owner === undefined || known.has(name) ? [] : name)),
  );
  const attended = new Map<string, Dim>();
  for (const { keyLength } of attention) {
    for (const name of symbolsOf(keyLength)) {
      if (!fresh.has(name) || attended.has(name)) continue;
      const rest = subtract(keyLength, symbol(name));
      attended.set(name, symbolsOf(rest).has(name) ? 0 : rest);
    }
  }
  return attended;
}

/** The symbols of the batch: those of all states that stand in the inputs beside them, and the sequences of pages. */
function batchOf(
  states: readonly { readonly input: Edge }[],
  outside: ReadonlySet<string>,
  { pages, told }: Pick<StepDimensions, 'pages' | 'told'>,
): readonly string[] {
  const each = states.map(({ input }) => {
    const own = [...symbolsIn(shapeOf(input))];
    return new Set([...own, ...own.flatMap((name) => [...symbolsOf(told.get(name) ?? 0)])]);
  });
  const ofAll = [...outside].filter((name) => each.every((names) => names.has(name)));
  return [...new Set([...ofAll, ...symbolsOf(pages?.sequences ?? 0)])];
}

/** Whether a run is one token's, over a buffer of fixed size. */
function isStepOver(rooms: readonly Dim[], attention: readonly { readonly queryLength: Dim }[]): boolean {
  return rooms.length > 0 && attention.every(({ queryLength }) => queryLength === 1);
}

/** Whether an input picks one row of an embedding for each sample: a model of one word at a time. */
function isOneWord({ layers }: Analysis, { consumers, elements }: Edge, batch: readonly string[]): boolean {
  const one: Dim = 1;
  const ofSample = elements === undefined ? undefined : bind(elements, new Map(batch.map((name) => [name, one])));
  return ofSample === 1 && consumers.some((index) => layers[index]?.detail?.kind === 'embedding');
}

function usualOf({ symbols }: Analysis, name: string): Dim | undefined {
  return symbols.find((each) => each.symbol === name)?.usual;
}

function isFloating({ type }: Edge): boolean {
  return isRanked(type) && type.dtype !== undefined && isFloat(type.dtype);
}

function shapeOf({ type }: Edge): readonly Dim[] {
  return isRanked(type) ? type.shape : [];
}

function symbolsIn(dims: readonly Dim[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const dim of dims) symbolsOf(dim, names);
  return names;
}
