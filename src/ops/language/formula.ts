import {
  add,
  divideExactly,
  floorDivide,
  isKnown,
  maximum,
  minimum,
  multiply,
  product,
  subtract,
} from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';

/** A cost formula, parsed. `∏name` is the product of a list of dimensions, `name` a single number. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'term'; readonly name: string }
  | { readonly kind: 'product'; readonly name: string }
  | { readonly kind: 'call'; readonly function: 'max' | 'min'; readonly arguments: readonly Formula[] }
  | { readonly kind: '+' | '-' | '·' | '/'; readonly left: Formula; readonly right: Formula };

/** The values of the names in a formula; an undefined term makes the whole unknown. */
export type Terms = Readonly<Record<string, Dim | Shape | undefined>>;

/**
 * Names are of letters, digits, `_` and `.`. Letters beyond ASCII are told by what they are not: to make a class of all
 * letters takes a millisecond.
 */
const token = /\s*(?:(\d+)|(∏)|([^\s!-/:-@[-^`{-~∏·−\d][^\s!-\-/:-@[-^`{-~∏·−]*)|([()+\-−·*/,]))/y;

const signs: ReadonlySet<string> = new Set(['(', ')', '+', '-', '·', '/', ',']);

/**
 * Parses a cost formula such as `N·Cout·∏out·(Cin/g)·∏k`.
 * @throws SyntaxError, which only a mistake in an operator's definition can cause
 */
export function parseFormula(text: string): Formula {
  const tokens = tokenize(text);
  let position = 0;
  const fail = (): never => {
    throw new SyntaxError(`unreadable cost formula "${text}" at ${tokens[position] ?? 'its end'}`);
  };
  const take = (wanted: string): boolean => {
    if (tokens[position] !== wanted) return false;
    position++;
    return true;
  };
  const list = (): Formula[] => {
    const items = [expression()];
    while (take(',')) items.push(expression());
    return items;
  };
  const factor = (): Formula => {
    const text = tokens[position++] ?? fail();
    if (/^\d/u.test(text)) return { kind: 'number', value: Number(text) };
    if (text === '(') {
      const inner = expression();
      return take(')') ? inner : fail();
    }
    if (text === '∏') return { kind: 'product', name: tokens[position++] ?? fail() };
    if ((text === 'max' || text === 'min') && take('(')) {
      const items = list();
      return take(')') ? { kind: 'call', function: text, arguments: items } : fail();
    }
    return signs.has(text) ? fail() : { kind: 'term', name: text };
  };
  const term = (): Formula => {
    let left = factor();
    for (;;) {
      if (take('·')) left = { kind: '·', left, right: factor() };
      else if (take('/')) left = { kind: '/', left, right: factor() };
      else return left;
    }
  };
  const expression = (): Formula => {
    let left = term();
    for (;;) {
      if (take('+')) left = { kind: '+', left, right: term() };
      else if (take('-')) left = { kind: '-', left, right: term() };
      else return left;
    }
  };
  const formula = expression();
  return position === tokens.length ? formula : fail();
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new SyntaxError(`unreadable cost formula "${text}" at position ${at}`);
    const [, number, pi, name, sign] = match;
    tokens.push(number ?? pi ?? name ?? (sign === '*' ? '·' : sign === '−' ? '-' : sign) ?? '');
  }
  return tokens;
}

/**
 * The value of a formula; undefined when a term in it is unknown. Division is exact where it can be, else rounds down.
 */
export function evaluateFormula(formula: Formula, terms: Terms): Dim | undefined {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'term': {
      const term = lookUp(formula.name, terms);
      return isList(term) ? product(term) : term;
    }
    case 'product': {
      const term = lookUp(formula.name, terms);
      return isList(term) ? product(term) : term;
    }
    case 'call': {
      const values = formula.arguments.map((argument) => evaluateFormula(argument, terms));
      if (!values.every((value) => value !== undefined)) return undefined;
      return formula.function === 'max' ? maximum(...values) : minimum(...values);
    }
    default: {
      const left = evaluateFormula(formula.left, terms);
      const right = evaluateFormula(formula.right, terms);
      if (left === undefined || right === undefined) return undefined;
      return combine(formula.kind, left, right);
    }
  }
}

function combine(sign: '+' | '-' | '·' | '/', left: Dim, right: Dim): Dim | undefined {
  switch (sign) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '·':
      return multiply(left, right);
    case '/':
      return divideExactly(left, right) ?? (isKnown(right) && right > 0 ? floorDivide(left, right) : undefined);
  }
}

function lookUp(name: string, terms: Terms): Dim | Shape | undefined {
  if (!Object.hasOwn(terms, name)) {
    throw new SyntaxError(`a cost formula names "${name}", which is neither an input, an output nor a term`);
  }
  return terms[name];
}

function isList(term: Dim | Shape | undefined): term is Shape {
  return Array.isArray(term);
}
