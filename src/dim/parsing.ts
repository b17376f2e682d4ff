import { add, multiply, negate, raise, subtract } from './arithmetic.js';
import { ceilDivide, divideExactly, floorDivide } from './division.js';
import { type Dim, symbol } from './expression.js';
import { maximum, minimum } from './extrema.js';
import { divideIntegersExactly, greatestCommonDivisor, type Integer, multiplyIntegers, toInteger } from './integer.js';
import { ExpressionTooLarge, MAX_COEFFICIENT_BITS } from './limits.js';
import { print } from './printing.js';

/** A text that is no dim: what is wrong, and at which character. */
export class DimSyntaxError extends Error {
  override readonly name = 'DimSyntaxError';
  /** Where in the text, from 0. */
  readonly position: number;

  constructor(text: string, position: number, problem: string) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    super(`${problem} (character ${position + 1} of "${shown}")`);
    this.position = position;
  }
}

/**
 * The dim that a text writes: what `print` gives, and what people and exporters write besides. Names (any name in
 * back-quotes), whole numbers, `+ - * ^ **`, `//` and `%` with a constant on their right, `/` where the result is whole or stands
 * in `floor` or `ceil`, `min`, `max`, parentheses. Throws DimSyntaxError.
 */
export function parse(text: string): Dim {
  const parser = new Parser(text);
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof ExpressionTooLarge) throw parser.error(`too large: ${error.message}`);
    throw error;
  }
}

/** numerator ÷ denominator, not rounded yet. */
interface Ratio {
  readonly numerator: Dim;
  readonly denominator: Integer;
}

interface Token {
  readonly kind: 'number' | 'name' | 'quoted' | 'operator' | 'end';
  readonly text: string;
  readonly position: number;
}

const TOKEN = /\s*(?:(?<number>\d+)|(?<name>[A-Za-z_][A-Za-z0-9_.]*)|(?<quoted>`[^`]*(?:``[^`]*)*`)|(?<operator>\/\/|\*\*|[-+*/%^(),]))/y;

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '//': 2, '%': 2 };

/** Parentheses in parentheses: the parser recurses. Above twice `MAX_NESTING`, so that what `print` gives can be read. */
const MAX_PARENTHESES = 600;

/** Digits that stay within `MAX_COEFFICIENT_BITS`. */
const MAX_DIGITS = Math.floor(MAX_COEFFICIENT_BITS * Math.log10(2));

class Parser {
  readonly #text: string;
  #token: Token;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#token = this.#scan(0);
  }

  error(problem: string, position = this.#token.position): DimSyntaxError {
    return new DimSyntaxError(this.#text, position, problem);
  }

  whole(): Dim {
    const dim = this.#dim();
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator');
    return dim;
  }

  #scan(from: number): Token {
    TOKEN.lastIndex = from;
    const groups = TOKEN.exec(this.#text)?.groups;
    const end = TOKEN.lastIndex;
    for (const kind of ['number', 'name', 'quoted', 'operator'] as const) {
      const text = groups?.[kind];
      if (text !== undefined) return { kind, text, position: end - text.length };
    }
    const position = this.#text.length - this.#text.slice(from).trimStart().length;
    if (position < this.#text.length) throw this.error(`unexpected ${JSON.stringify(this.#text.charAt(position))}`, position);
    return { kind: 'end', text: '', position };
  }

  #next(): Token {
    const token = this.#token;
    this.#token = this.#scan(token.position + token.text.length);
    return token;
  }

  #accept(operator: string): boolean {
    const found = this.#token.kind === 'operator' && this.#token.text === operator;
    if (found) this.#next();
    return found;
  }

  #expect(operator: string): void {
    if (!this.#accept(operator)) throw this.#unexpected(`"${operator}"`);
  }

  #unexpected(wanted: string): DimSyntaxError {
    return this.error(`expected ${wanted} but found ${this.#token.kind === 'end' ? 'the end' : `"${this.#token.text}"`}`);
  }

  /** An expression that must be whole. */
  #dim(): Dim {
    const start = this.#token.position;
    const value = this.#expression(1);
    if (value.denominator !== 1) throw this.error(`a fraction; round it with floor or ceil`, start);
    return value.numerator;
  }

  /** Operators of at least this precedence, each taking what stands left of it. */
  #expression(precedence: number): Ratio {
    let left = this.#unary();
    for (;;) {
      const { kind, text, position } = this.#token;
      const own = kind === 'operator' ? PRECEDENCE[text] : undefined;
      if (own === undefined || own < precedence) return left;
      this.#next();
      left = this.#apply(text, left, this.#expression(own + 1), position);
    }
  }

  #unary(): Ratio {
    let negative = false;
    for (;;) {
      if (this.#accept('-')) negative = !negative;
      else if (!this.#accept('+')) break;
    }
    const value = this.#power();
    return negative ? { ...value, numerator: negate(value.numerator) } : value;
  }

  #power(): Ratio {
    const base = this.#primary();
    if (!this.#accept('^') && !this.#accept('**')) return base;
    if (this.#token.kind !== 'number') throw this.#unexpected('a whole number as the power');
    const position = this.#token.position;
    const power = Number(this.#next().text);
    if (base.denominator !== 1) throw this.error('a power of a fraction', position);
    return whole(raise(base.numerator, power));
  }

  #primary(): Ratio {
    if (++this.#depth > MAX_PARENTHESES) throw this.error('too many nested parentheses');
    const value = this.#operand();
    this.#depth--;
    return value;
  }

  #operand(): Ratio {
    if (this.#accept('(')) {
      const value = this.#expression(1);
      this.#expect(')');
      return value;
    }
    const { kind, text, position } = this.#token;
    if (kind === 'operator' || kind === 'end') throw this.#unexpected('a number or a name');
    this.#next();
    if (kind === 'number' && text.length > MAX_DIGITS) throw this.error('too large a number', position);
    if (kind === 'number') return whole(toInteger(BigInt(text)));
    if (kind === 'quoted') return whole(symbol(text.slice(1, -1).replaceAll('``', '`')));
    if (!this.#accept('(')) return whole(symbol(text));
    const value = this.#call(text, position);
    this.#expect(')');
    return value;
  }

  /** What a function gives for the arguments that follow; its name in any case, as exporters differ. */
  #call(name: string, position: number): Ratio {
    switch (name.toLowerCase()) {
      case 'floor': {
        const { numerator, denominator } = this.#expression(1);
        return whole(floorDivide(numerator, denominator));
      }
      case 'ceil':
      case 'ceiling': {
        const { numerator, denominator } = this.#expression(1);
        return whole(ceilDivide(numerator, denominator));
      }
      case 'min':
        return whole(minimum(...this.#list()));
      case 'max':
        return whole(maximum(...this.#list()));
      default:
        throw this.error(`"${name}" is not a function`, position);
    }
  }

  #list(): Dim[] {
    const list = [this.#dim()];
    while (this.#accept(',')) list.push(this.#dim());
    return list;
  }

  #apply(operator: string, left: Ratio, right: Ratio, position: number): Ratio {
    switch (operator) {
      case '+':
        return combine(left, right, add);
      case '-':
        return combine(left, right, subtract);
      case '*':
        return reduce(multiply(left.numerator, right.numerator), multiplyIntegers(left.denominator, right.denominator));
      case '/':
        return this.#divide(left, right, position);
      default: {
        const { numerator, denominator } = this.#divide(left, right, position);
        const quotient = whole(floorDivide(numerator, denominator));
        if (operator === '//') return quotient;
        return combine(left, { ...right, numerator: multiply(quotient.numerator, right.numerator) }, subtract); // a % b = a − b·(a // b)
      }
    }
  }

  #divide(left: Ratio, right: Ratio, position: number): Ratio {
    const numerator = multiply(left.numerator, right.denominator);
    const by = right.numerator;
    if (typeof by !== 'object') {
      if (by <= 0) throw this.error(`a division by ${by}`, position);
      return reduce(numerator, multiplyIntegers(left.denominator, by));
    }
    const quotient = divideExactly(numerator, by);
    if (quotient === undefined) throw this.error(`a division by ${print(by)}, which is not a constant`, position);
    return reduce(quotient, left.denominator);
  }
}

function whole(numerator: Dim): Ratio {
  return { numerator, denominator: 1 };
}

/** In lowest terms as far as a constant factor goes. */
function reduce(numerator: Dim, denominator: Integer): Ratio {
  if (denominator === 1) return { numerator, denominator };
  const quotient = divideExactly(numerator, denominator);
  return quotient === undefined ? { numerator, denominator } : whole(quotient);
}

function combine(a: Ratio, b: Ratio, operation: (a: Dim, b: Dim) => Dim): Ratio {
  if (a.denominator === 1 && b.denominator === 1) return whole(operation(a.numerator, b.numerator));
  const common = greatestCommonDivisor(a.denominator, b.denominator);
  const forA = divideIntegersExactly(b.denominator, common) ?? b.denominator;
  const forB = divideIntegersExactly(a.denominator, common) ?? a.denominator;
  return reduce(operation(multiply(a.numerator, forA), multiply(b.numerator, forB)), multiplyIntegers(a.denominator, forA));
}
