import { bind, ceilingOf, isKnown, unlessTooLarge } from '../../dim/index.js';
import type { Dim, SharedBound } from '../../dim/index.js';
import type { Analysis } from '../analysis.js';
import { evaluatorAt } from './evaluator.js';
import { routingBySymbol } from './routing.js';
import type { Routing } from './routing.js';

/** What a figure comes to where symbols are bound: exactly, or at most where data decide the rest. */
export interface Amount {
  readonly value: number;
  readonly isMost: boolean;
}

/** Gives figures at some sizes; undefined where neither the sizes nor a bound tell. */
export interface Amounts {
  /** The amount of a figure; it is an upper bound where one of the marks is above 0. */
  of(dim: Dim | undefined, marks?: readonly Dim[]): Amount | undefined;
  /** The most bytes that are read of experts' weights: those of the largest experts, as many as there are choices. */
  ofExperts(routing: Routing, bytes: ReadonlyMap<number, Dim>): Amount | undefined;
}

/** What figures of a model come to at some sizes. */
export function amountsAt(analysis: Analysis, dims: ReadonlyMap<string, number>): Amounts {
  const at = evaluatorAt(dims);
  const bound = (dim: Dim): Dim => unlessTooLarge(() => bind(dim, dims)) ?? dim;
  const totals = new Map<Routing, SharedBound>();
  const shared = new Map(
    [...routingBySymbol(analysis)].map(([name, routing]) => {
      const known = totals.get(routing) ?? { parts: routing.parts, total: bound(routing.total) };
      totals.set(routing, known);
      return [name, known] as const;
    }),
  );
  return {
    of(dim, marks = []) {
      const value = at(dim);
      if (dim === undefined) return undefined;
      if (value !== undefined) return { value, isMost: marks.some((mark) => (at(mark) ?? 1) > 0) };
      const most = ceilingOf(bound(dim), shared);
      return most !== undefined && isKnown(most) ? { value: Number(most), isMost: true } : undefined;
    },
    ofExperts({ total }, bytes) {
      const choices = at(total);
      const sizes = [...bytes.values()].map((size) => at(size));
      if (choices === undefined || !sizes.every((size) => size !== undefined)) return undefined;
      const largest = sizes.toSorted((a, b) => b - a).slice(0, choices);
      return { value: largest.reduce((all, size) => all + size, 0), isMost: true };
    },
  };
}

/** The sum of some amounts; undefined when one is unknown. */
export function sumAmounts(parts: readonly (Amount | undefined)[]): Amount | undefined {
  if (!parts.every((part) => part !== undefined)) return undefined;
  return {
    value: parts.reduce((all, { value }) => all + value, 0),
    isMost: parts.some(({ isMost }) => isMost),
  };
}

/** The lesser of an amount and what it cannot exceed; undefined when one is unknown. */
export function leastAmount(amount: Amount | undefined, most: Amount | undefined): Amount | undefined {
  if (amount === undefined || most === undefined) return undefined;
  return { value: Math.min(amount.value, most.value), isMost: amount.isMost };
}
