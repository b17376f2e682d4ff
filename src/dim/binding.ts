import { add, multiply, product, raise, sum } from './arithmetic.js';
import { floorDivide } from './division.js';
import { fromAtom, fromTerms, symbol, termsOf } from './expression.js';
import type { Atom, Dim, Monomial, NamedSymbol, Term } from './form.js';
import { maximum, minimum } from './extrema.js';

/** The names of the symbols in a dim, nested ones included, added to `into` if that is given. */
export function symbolsOf(dim: Dim, into: Set<string> = new Set()): Set<string> {
  const seen = new Set<string>();
  const visit = (part: Dim): void => {
    for (const { monomial } of termsOf(part)) {
      for (const { atom } of monomial.factors) {
        if (atom.kind === 'symbol') into.add(atom.name);
        else if (!seen.has(atom.key)) {
          seen.add(atom.key);
          if (atom.kind === 'floor') visit(atom.dividend);
          else atom.arguments.forEach(visit);
        }
      }
    }
  };
  visit(dim);
  return into;
}

/**
 * The dim with every symbol that `bindings` names replaced by its value there, all at once (N ↦ N + 1 is fine). The dim
 * itself when it holds none of them. Throws ExpressionTooLarge as `multiply` does.
 */
export function bind(dim: Dim, bindings: ReadonlyMap<string, Dim>): Dim {
  if (typeof dim !== 'object' || bindings.size === 0) return dim;
  const values = new Map<string, Dim | undefined>(); // of atoms by key; undefined where nothing changes

  const bindAtom = (atom: Atom): Dim | undefined => {
    if (atom.kind === 'symbol') return bindings.get(atom.name) ?? withBound(atom, bindings);
    if (values.has(atom.key)) return values.get(atom.key);
    const value = bindInside(atom);
    values.set(atom.key, value);
    return value;
  };

  const bindInside = (atom: Exclude<Atom, { kind: 'symbol' }>): Dim | undefined => {
    if (atom.kind === 'floor') {
      const dividend = bindDim(atom.dividend);
      return dividend === atom.dividend ? undefined : floorDivide(dividend, atom.divisor);
    }
    const list = atom.arguments.map(bindDim);
    if (list.every((argument, i) => argument === atom.arguments[i])) return undefined;
    return atom.kind === 'minimum' ? minimum(...list) : maximum(...list);
  };

  const bindMonomial = ({ factors }: Monomial): Dim | undefined => {
    const bound = factors.map(({ atom }) => bindAtom(atom));
    if (bound.every((value) => value === undefined)) return undefined;
    return product(factors.map(({ atom, power }, i) => raise(bound[i] ?? fromAtom(atom), power)));
  };

  const bindDim = (part: Dim): Dim => {
    const unchanged: Term[] = [];
    const changed: Dim[] = [];
    for (const term of termsOf(part)) {
      const value = bindMonomial(term.monomial);
      if (value === undefined) unchanged.push(term);
      else changed.push(multiply(value, term.coefficient));
    }
    return changed.length === 0 ? part : add(fromTerms(unchanged), sum(changed));
  };

  return bindDim(dim);
}

/** A symbol that stays, its bound with the bindings; undefined where nothing changes. */
function withBound({ name, atMost }: NamedSymbol, bindings: ReadonlyMap<string, Dim>): Dim | undefined {
  if (typeof atMost !== 'object') return undefined;
  const bound = bind(atMost, bindings);
  return bound === atMost ? undefined : symbol(name, bound);
}
