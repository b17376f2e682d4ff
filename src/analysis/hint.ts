import { bind, fromInteger, isKnown, print, symbolsOf, toNumber, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { NetstatError, optionFor } from '../ir/index.js';
import type { DType, Shape, Tensor, Value } from '../ir/index.js';
import { listText } from '../text/index.js';
import type { Analysis, Edge, Layer, SymbolMeaning } from './analysis.js';
import { unboundSymbols } from './unbound.js';
import { remember } from './views/remember.js';
import { analyse } from './walk/analyse.js';
import { plausibleElements, steeringInputs } from './walk/steering.js';

/** An option that closes what is open, with a plausible value: `--dim batch=1`. */
export interface BindingFlag {
  readonly option: '--dim' | '--value';
  readonly name: string;
  readonly value: string;
}

/**
 * The options to bind what a model leaves open. Those for the sizes of its inputs come first, by themselves: other
 * sizes may be gone once these are given. Then come sizes that only data decide, those that no other size decides;
 * where a small input decides them, its value.
 */
export const bindingFlags = remember((analysis): readonly BindingFlag[] => {
  const unbound = unboundSymbols(analysis);
  const places = placesInInputs(analysis.inputs);
  const sizes = unbound.filter(({ symbol }) => places.has(symbol));
  if (sizes.length > 0) {
    const open = new Set(sizes.map(({ symbol }) => symbol));
    const sums = new Map(
      sizes.flatMap(({ symbol, usual = 0 }) => (isSumOf(usual, open) ? [[symbol, usual] as const] : [])),
    );
    const pages = sizesOfPages(analysis);
    const plausible = new Map(
      sizes.flatMap(({ symbol, usual }) =>
        sums.has(symbol)
          ? []
          : [[symbol, knownSize(usual) ?? pages.get(symbol) ?? plausibleSize(symbol, places.get(symbol))] as const],
      ),
    );
    const fitting = fittingSizes(analysis, plausible, sums);
    const flags = sizes.map(({ symbol }) => ({
      option: '--dim' as const,
      name: symbol,
      value: String(fitting.get(symbol) ?? print(sums.get(symbol) ?? 0).replaceAll(' ', '')),
    }));
    const said = saidByInputs(analysis, unbound)
      .filter(({ symbol }) => !places.has(symbol))
      .map(({ symbol, atMost }) => countFlag(symbol, plausibleSize(symbol), atMost));
    return [...flags, ...said].slice(0, MOST_FLAGS);
  }
  if (analysis.layers.length > MOST_TRIED_LAYERS) return [];
  return triedFlags(analysis, unbound).slice(0, MOST_FLAGS);
});

/** How many symbols are named. */
const NAMED_SYMBOLS = 6;

/** Symbols of a model, with the options that bind what it leaves open, where some are known. */
export function openText(analysis: Analysis, symbols: readonly string[]): string {
  const more = symbols.length - NAMED_SYMBOLS;
  const named = listText(more > 0 ? [...symbols.slice(0, NAMED_SYMBOLS), `${more} more sizes`] : symbols);
  const options = bindingOptions(analysis);
  return options === '' ? named : `${named}; bind ${symbols.length === 1 ? 'it' : 'them'} with ${options}`;
}

/** The options as a command line takes them; empty where none is known. */
export function bindingOptions(analysis: Analysis): string {
  return bindingFlags(analysis)
    .map(({ option, name, value }) => optionFor(option, name, value))
    .join(' ');
}

function knownSize(usual: Dim | undefined): number | undefined {
  return usual === undefined ? undefined : toNumber(usual);
}

/** Whether a formula has symbols, all of them open. */
function isSumOf(usual: Dim, open: ReadonlySet<string>): boolean {
  const names = [...symbolsOf(usual)];
  return names.length > 0 && names.every((name) => open.has(name));
}

/** The most layers of a model whose options and branches are tried, by an analysis each. */
export const MOST_TRIED_LAYERS = 20_000;

/** A count that data decide, such as of detections, and the size that is tried where the symbol does not fit. */
const USUAL_COUNTS = [100, 1];

/**
 * Options for sizes that data or small inputs decide: those with which the model is analysed without trouble, and which
 * close something.
 */
function triedFlags(analysis: Analysis, unbound: readonly SymbolMeaning[]): readonly BindingFlag[] {
  const owners = new Map(analysis.layers.map((layer) => [layer.label, layer]));
  const own = unbound.flatMap((meaning) => {
    const layer = meaning.owner === undefined ? undefined : owners.get(meaning.owner);
    return layer === undefined ? [] : [{ meaning, layer }];
  });
  const values = new Map<string, BindingFlag>();
  for (const { layer } of own) {
    const settings = layer.inputs.filter((_, position) => isSetting(layer, position));
    for (const edge of steeringInputs(analysis, settings)) {
      const { name } = edge;
      values.set(name, { option: '--value', name, value: plausibleElements(edge) });
    }
  }
  const first = [...values.values()];
  if (first.length > 0 && closes(analysis, first, unbound.length)) return first;
  const roots = own.filter(({ layer }) => layer.inputs.every(isClosed)).map(({ meaning }) => meaning);
  const said = saidByInputs(analysis, unbound);
  for (const count of USUAL_COUNTS) {
    const flags = [
      ...said.map(({ symbol, atMost }) => countFlag(symbol, plausibleSize(symbol), atMost)),
      ...roots.map(({ symbol, atMost }) => countFlag(symbol, count, atMost)),
    ];
    if (flags.length > 0 && closes(analysis, flags.slice(0, MOST_FLAGS), unbound.length)) return flags;
  }
  return [];
}

/** What an input says, such as the lengths of sequences in a batch. */
function saidByInputs(analysis: Analysis, unbound: readonly SymbolMeaning[]): readonly SymbolMeaning[] {
  const inputs = new Set(analysis.inputs.map(({ name }) => name));
  for (const { label } of analysis.layers) inputs.delete(label);
  return unbound.filter(({ owner }) => owner !== undefined && inputs.has(owner));
}

/** The tokens of a page of a cache, the fewest that onnxruntime takes, and the pages of a sequence. */
const PAGE = 16;

/** Sizes of caches in pages that hold one sequence. */
function sizesOfPages({ layers }: Analysis): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { detail } of layers) {
    if (detail?.kind !== 'attention' || detail.pages === undefined) continue;
    const { count, size, each } = detail.pages;
    for (const name of symbolsOf(size)) sizes.set(name, PAGE);
    for (const dim of [count, each]) for (const name of symbolsOf(dim)) sizes.set(name, SEQUENCE / PAGE);
  }
  return sizes;
}

function countFlag(name: string, count: number, atMost: Dim | undefined): BindingFlag {
  const most = atMost === undefined ? undefined : toNumber(atMost);
  return { option: '--dim', name, value: String(Math.min(most ?? count, count)) };
}

/** Whether fewer sizes are open with these options, and no node is in trouble because of them. */
function closes(analysis: Analysis, flags: readonly BindingFlag[], open: number): boolean {
  const { dims = new Map(), values = new Map(), ...others } = analysis.given;
  const added = (option: BindingFlag['option']): readonly BindingFlag[] =>
    flags.filter((flag) => flag.option === option);
  try {
    const tried = analyse(analysis.model, {
      ...others,
      dims: new Map([...dims, ...added('--dim').map(({ name, value }) => [name, Number(value)] as const)]),
      values: new Map([...values, ...added('--value').map(({ name, value }) => [name, elementsOf(value)] as const)]),
    });
    return unboundSymbols(tried).length < open && troubles(tried) <= troubles(analysis);
  } catch (error) {
    if (error instanceof NetstatError) return false;
    throw error;
  }
}

function elementsOf(text: string): readonly (number | boolean)[] {
  return text.split(',').map((each) => (each === 'true' ? true : Number(each)));
}

function troubles({ diagnostics }: Analysis): number {
  return diagnostics.filter(({ severity }) => severity === 'warning').length;
}

/** Nobody copies a longer list; the next run names more. */
const MOST_FLAGS = 24;

/** The factors by which sizes of images and sequences are tried; after them the batch is. */
const FACTORS = [1, 2, 4, 8, 16, 32, 64, 128, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128];

/**
 * The sizes, or multiples of them, with which no size within the model comes to nothing: windows fit, tables are long
 * enough.
 */
function fittingSizes(
  analysis: Analysis,
  sizes: ReadonlyMap<string, number>,
  sums: ReadonlyMap<string, Dim>,
): ReadonlyMap<string, number> {
  const dims = new Map<string, Dim>();
  for (const { outputs } of analysis.layers) {
    for (const edge of outputs) {
      if (edge?.type.kind !== 'tensor') continue;
      for (const dim of edge.type.shape ?? []) if (typeof dim === 'object') dims.set(dim.key, dim);
    }
  }
  const fits = (scaled: ReadonlyMap<string, Dim>): boolean =>
    [...dims.values()].every((dim) => {
      const bound = unlessTooLarge(() => bind(bind(dim, sums), scaled));
      return bound === undefined || !isKnown(bound) || bound > 0;
    });
  for (const smallest of [2, 1]) {
    for (const factor of FACTORS) {
      const scaled = new Map(
        [...sizes].map(([name, size]) => [name, size < smallest ? size : Math.max(1, Math.floor(size * factor))]),
      );
      if (fits(scaled)) return scaled;
    }
  }
  return sizes;
}

function isSetting({ operator, inputs }: Layer, position: number): boolean {
  const role = operator?.roleOf(position);
  return inputs[position] !== undefined && (role === 'config' || role === 'index');
}

/** Whether nothing in a value's shape is open. */
function isClosed(edge: Edge | undefined): boolean {
  if (edge === undefined) return true;
  return edge.type.kind === 'tensor' && edge.type.shape?.every((dim) => symbolsOf(dim).size === 0) === true;
}

/** Where a symbol stands in the inputs. */
interface InputPlace {
  readonly input: string;
  readonly dtype: DType | undefined;
  readonly shape: Shape;
  readonly axis: number;
}

function tensorIn(value: Value | undefined): Tensor | undefined {
  return value === undefined || value.kind === 'tensor' ? value : tensorIn(value.element);
}

function placesInInputs(inputs: readonly Edge[]): ReadonlyMap<string, readonly InputPlace[]> {
  const places = new Map<string, InputPlace[]>();
  for (const { name, type } of inputs) {
    if (type.kind === 'sequence' && type.length !== undefined) {
      for (const symbol of symbolsOf(type.length)) {
        places.set(symbol, [{ input: name, dtype: undefined, shape: [], axis: 0 }]);
      }
    }
    const tensor = tensorIn(type);
    if (tensor === undefined) continue;
    const { dtype, shape = [] } = tensor;
    shape.forEach((dim, axis) => {
      for (const symbol of symbolsOf(dim)) {
        const list = places.get(symbol) ?? [];
        places.set(symbol, [...list, { input: name, dtype, shape, axis }]);
      }
    });
  }
  return places;
}

const BATCH = 1;
const IMAGE_SIDE = 224;
const SEQUENCE = 128;
const FRAMES = 16;
const CHANNELS = 3;
const SAMPLES = 16_000;
const ITEMS = 3;

/** A size as people use it, by what the symbol and the inputs are called and by the axes that it names. */
function plausibleSize(symbol: string, places: readonly InputPlace[] = []): number {
  const named = sizeByName(symbol.toLowerCase());
  if (named !== undefined) return named;
  for (const place of places) {
    const size = sizeByPlace(place);
    if (size !== undefined) return size;
  }
  return SEQUENCE;
}

function sizeByName(name: string): number | undefined {
  // `max_seq_len_in_batch` is a length.
  if (/batch|^(?:n|b|bs|bsz)$/u.test(name.replace(/_in_batch$/u, ''))) return BATCH;
  if (/height|width|^(?:h|w|x|y)$|image_size|pixels/u.test(name)) return IMAGE_SIDE;
  if (/channel/u.test(name)) return CHANNELS;
  if (/sample|audio|wave/u.test(name)) return SAMPLES;
  if (/seq|len|token|past|cache|time|context|word/u.test(name)) return SEQUENCE;
  return undefined;
}

function sizeByPlace({ input, dtype, shape, axis }: InputPlace): number | undefined {
  if (shape.length === 0) return ITEMS;
  if (axis === 0 && shape.length > 1) return BATCH;
  if (/past|cache|key|value|memory|state|hidden/iu.test(input)) return shape.length > 3 ? SEQUENCE : BATCH;
  if (shape.length === 4 || shape.length === 5) return sideOfImages(shape, axis);
  if (shape.length === 2 && dtype?.startsWith('float') === true) {
    return /audio|wave|speech|sound|signal|pcm/iu.test(input) ? SAMPLES : undefined;
  }
  return undefined;
}

/** Of images or videos, with their channels in front of the sides or behind. */
function sideOfImages(shape: Shape, axis: number): number {
  const [, first] = shape;
  const isChannels = (dim: Dim | undefined): boolean =>
    [1, 3, 4].some((count) => dim !== undefined && dim === fromInteger(count));
  const isLast = !isChannels(first) && isChannels(shape.at(-1));
  const [time, ...sides] = shape.map((_, place) => place).slice(isLast ? 1 : 2, isLast ? -1 : undefined);
  if (shape.length === 5 && axis === time) return FRAMES;
  return sides.includes(axis) || axis === time ? IMAGE_SIDE : CHANNELS;
}
