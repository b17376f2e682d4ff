import { symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Element, SequenceTotals, Tensor, Value } from '../../ir/index.js';
import { isDim } from '../../ops/index.js';

/** The dims in a value, by their place in it: sizes, elements, the length of a sequence and what its items come to. */
export function dimsOf(value: Value | undefined): ReadonlyMap<string, Dim> {
  const dims = new Map<string, Dim>();
  collect(value, '', dims);
  return dims;
}

/** The place of a sequence's totals, sums over its items: 0 while the sequence is empty. */
export const TOTAL = 'total ';

function collect(value: Value | undefined, place: string, into: Map<string, Dim>): void {
  if (value === undefined) return;
  if (value.kind === 'tensor') {
    value.shape?.forEach((dim, axis) => into.set(`${place}axis ${axis}`, dim));
    value.elements?.forEach((element, index) => {
      if (isDim(element)) into.set(`${place}element ${index}`, element);
    });
    return;
  }
  if (value.kind === 'sequence') {
    if (value.length !== undefined) into.set(`${place}length`, value.length);
    value.totals?.axes.forEach((dim, axis) => into.set(`${TOTAL}${place}${axis}`, dim));
    if (value.totals !== undefined) into.set(`${TOTAL}${place}elements`, value.totals.elements);
  }
  collect(value.element, `${place}each `, into);
}

/** The names of the symbols in a value, added to `into`. */
export function symbolsIn(value: Value, into: Set<string> = new Set()): Set<string> {
  for (const dim of dimsOf(value).values()) symbolsOf(dim, into);
  if (value.kind === 'tensor') {
    for (const element of value.elements ?? []) {
      if (typeof element !== 'object') continue;
      if (element.kind === 'fraction') symbolsOf(element.numerator, into);
      else if (element.kind === 'condition') for (const dim of element.all) symbolsOf(dim, into);
    }
  } else if (value.kind === 'sequence') for (const item of value.items ?? []) symbolsIn(item, into);
  return into;
}

/** The place of a dim in a value: what it is, and a name for it that is unique in the value. */
export interface DimPlace {
  readonly kind: 'axis' | 'element' | 'length' | 'total';
  readonly part: string;
}

/** Changes a dim; undefined where it is not known any more. */
export type DimChange = (dim: Dim, place: DimPlace) => Dim | undefined;

/** A value with each of its dims changed; an element that is a fraction or a condition is forgotten. */
export function mapDims(value: Value, change: DimChange): Value {
  return mapped(value, '', change);
}

function mapped(value: Value, prefix: string, change: DimChange): Value {
  switch (value.kind) {
    case 'tensor':
      return mappedTensor(value, prefix, change);
    case 'sequence': {
      const { length, totals, items } = value;
      return {
        kind: 'sequence',
        element: value.element && mapped(value.element, `${prefix}each_`, change),
        length: length === undefined ? undefined : change(length, { kind: 'length', part: `${prefix}length` }),
        items: items?.map((item, index) => mapped(item, `${prefix}item_${index}_`, change)),
        totals: totals && mappedTotals(totals, prefix, change),
      };
    }
    case 'optional':
    case 'map':
      return { ...value, element: value.element && mapped(value.element, `${prefix}each_`, change) };
  }
}

function mappedTotals(totals: SequenceTotals, prefix: string, change: DimChange): SequenceTotals | undefined {
  const axes = changedAll(totals.axes, (dim, axis) => change(dim, { kind: 'total', part: `${prefix}total_${axis}` }));
  const elements = change(totals.elements, { kind: 'total', part: `${prefix}total` });
  return axes === undefined || elements === undefined ? undefined : { axes, elements };
}

function mappedTensor({ dtype, shape, elements }: Tensor, prefix: string, change: DimChange): Tensor {
  const changed = (element: Element | undefined, index: number): Element | undefined => {
    if (isDim(element)) return change(element, { kind: 'element', part: `${prefix}element_${index}` });
    return typeof element === 'object' ? undefined : element;
  };
  return {
    kind: 'tensor',
    dtype,
    shape: shape && changedAll(shape, (dim, axis) => change(dim, { kind: 'axis', part: `${prefix}${axis}` })),
    elements: elements?.map(changed),
  };
}

function changedAll(
  dims: readonly Dim[],
  change: (dim: Dim, index: number) => Dim | undefined,
): readonly Dim[] | undefined {
  const changed = dims.map(change);
  return changed.every((dim) => dim !== undefined) ? changed : undefined;
}
