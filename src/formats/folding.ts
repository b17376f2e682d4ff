import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures } from '../figures/index.js';
import { oneRunOf } from '../report/index.js';
import type { ReportLayer } from '../report/index.js';
import type { Row } from './row-sums.js';

/** The most ranges of numbers that the label of a folded row writes out. */
const LISTED_RANGES = 3;

/**
 * Rows of modules that are equal but for one number in their names, such as the blocks of a transformer, as one row:
 * `layers.0–31 ×32`. A folded row stands where its first module did and sums up all of them.
 */
export function foldEqualModules(rows: readonly Row[]): readonly Row[] {
  const folded = new Map<Row, Row | undefined>();
  for (const { label, members } of equalModules(rows.filter(({ kind }) => kind === 'module'))) {
    members.forEach((row, at) => folded.set(row, at === 0 ? foldedRow(label, members) : undefined));
  }
  return rows.flatMap((row) => (folded.has(row) ? (folded.get(row) ?? []) : row));
}

/** Modules that are equal, under a label for all of them. */
export interface EqualModules<T> {
  readonly label: string;
  readonly members: readonly T[];
}

/**
 * Two or more modules each that are equal but for one number in their names. Equal modules have layers of equal
 * operators and figures in equal order.
 */
export function equalModules<T extends Pick<Row, 'label' | 'layers'>>(
  modules: readonly T[],
): readonly EqualModules<T>[] {
  const groups = new Map<string, [Numbered<T>, ...Numbered<T>[]]>();
  for (const module of modules) {
    const numbered = numberIn(module);
    if (numbered === undefined) continue;
    const key = `${numbered.before}\0${numbered.after}\0${contentOf(module)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [numbered]);
    else group.push(numbered);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (others.length === 0) return [];
    return [{ label: labelOf(group), members: [first, ...others].map(({ module }) => module) }];
  });
}

/** A module with the last number of its label taken out. */
interface Numbered<T> {
  readonly module: T;
  readonly before: string;
  readonly number: number;
  readonly after: string;
}

function numberIn<T extends Pick<Row, 'label'>>(module: T): Numbered<T> | undefined {
  const { label } = module;
  const isDigit = (at: number): boolean => /\d/u.test(label[at] ?? '');
  // From the end: an expression for all three parts tries every digit of a long name as a start.
  let end = label.length;
  while (end > 0 && !isDigit(end - 1)) end--;
  let start = end;
  while (start > 0 && isDigit(start - 1)) start--;
  if (start === end) return undefined;
  const [before, digits, after] = [label.slice(0, start), label.slice(start, end), label.slice(end)];
  const number = Number(digits);
  return String(number) === digits ? { module, before, number, after } : undefined;
}

/**
 * The figures that a layer has by itself, whatever stands around it. Those of stored tensors are not among them: the
 * first layer that reads a tensor has it, though others read it too.
 */
const ownFigures = figures.filter(
  ({ kind, ofLayer, quotientOf }) =>
    kind !== 'weights' && ofLayer !== undefined && ofLayer.isOfSurroundings !== true && quotientOf === undefined,
);

/** The operators and figures of a row's layers and the types of what they read, as a text to compare. */
function contentOf({ layers }: Pick<Row, 'layers'>): string {
  return layers
    .map((layer) =>
      [
        `${layer.domain}.${layer.op}`,
        textOf(layer.times),
        ...ownFigures.map((figure) => textOf(oneRunOf(layer, figure))),
        ...layer.inputs.map((input) => (input === null ? '' : typeText(input))),
      ].join(' '),
    )
    .join('\n');
}

function textOf(dim: Dim | undefined): string {
  return dim === undefined ? '?' : print(dim);
}

function typeText(value: ReportLayer['inputs'][number] & object): string {
  return 'shape' in value ? `${value.dtype ?? '?'} ${value.shape?.map(print).join('×') ?? '?'}` : value.type;
}

function foldedRow(label: string, members: readonly Row[]): Row {
  return {
    kind: 'module',
    label,
    layers: members.flatMap(({ layers }) => layers),
    kernels: members.flatMap(({ kernels = [] }) => kernels),
  };
}

function labelOf(group: readonly [Numbered<unknown>, ...Numbered<unknown>[]]): string {
  const [{ before, after }] = group;
  const numbers = group.map(({ number }) => number).toSorted((left, right) => left - right);
  return `${before}${rangesText(numbers)}${after} ×${group.length}`;
}

/** `0–31`, `0–3,5,7–9`; of many ranges the first and the last number: `0…24`. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  if (ranges.length > LISTED_RANGES) return `${numbers[0] ?? ''}…${numbers.at(-1) ?? ''}`;
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(',');
}
