import { isKnown, print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Shape } from '../ir/index.js';
import type { Formula, Terms } from '../ops/index.js';

/** How tightly an operation binds; what binds less than its surroundings stands in parentheses. */
const precedence = { '+': 1, '-': 1, '·': 2, '/': 2 } as const;

/** A formula as text, with numbers in the place of its names. */
export function renderFormula(formula: Formula, terms: Terms): string {
  return render(formula, terms, 0);
}

function render(formula: Formula, terms: Terms, around: number): string {
  switch (formula.kind) {
    case 'number':
      return String(formula.value);
    case 'term':
    case 'product':
      return renderTerm(terms[formula.name]);
    case 'call':
      return `${formula.function}(${formula.arguments.map((argument) => render(argument, terms, 0)).join(', ')})`;
    default: {
      const own = precedence[formula.kind];
      // Only sums of sums and products of products need no parentheses on the right: not a − (b − c), nor a·(b/c),
      // which may round.
      const isChain = (formula.kind === '+' || formula.kind === '·') && formula.right.kind === formula.kind;
      const right = isChain ? own : own + 1;
      const gap = own === 1 ? ' ' : '';
      const sign = formula.kind === '-' ? '−' : formula.kind;
      const text = `${render(formula.left, terms, own)}${gap}${sign}${gap}${render(formula.right, terms, right)}`;
      return own < around ? `(${text})` : text;
    }
  }
}

function renderTerm(term: Dim | Shape | undefined): string {
  if (term === undefined) return '?';
  if (isShape(term)) {
    return term.length === 1 ? renderTerm(term[0]) : term.length === 0 ? '1' : `(${term.map(renderTerm).join('·')})`;
  }
  const text = print(term);
  return isKnown(term) || /^[\w.]+$/u.test(text) ? text : `(${text})`;
}

function isShape(term: Dim | Shape): term is Shape {
  return Array.isArray(term);
}
