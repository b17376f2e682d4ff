import { multiply, negate, raise, sum } from './arithmetic.js';
import { ceilDivide, divideExactly, floorDivide } from './division.js';
import { symbol } from './expression.js';
import type { Dim } from './form.js';
import { maximum, minimum } from './extrema.js';
import { floorDivideIntegers, greatestCommonDivisor, type Integer, multiplyIntegers, toInteger } from './integer.js';
import { ExpressionTooLarge, MAX_SUM_BITS } from './limits.js';
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
 * back-quotes), whole numbers, `+ - * ^ **`, `//` and `%` with a constant on their right, `/` where the result is whole
 * or stands in `floor` or `ceil`, `min`, `max`, parentheses; functions that SymPy and PyTorch write, such as `FloorDiv`
 * and `Mod`. Throws DimSyntaxError.
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

const TOKENS = [
  /(?<number>\d+)/,
  /(?<name>[A-Za-z_][A-Za-z0-9_.]*)/,
  /(?<quoted>`[^`]*(?:``[^`]*)*`)/,
  /(?<operator>\/\/|\*\*|[-+*/%^(),])/,
];
const TOKEN = new RegExp(`\\s*(?:${TOKENS.map(({ source }) => source).join('|')})`, 'y');

/**
 * Parentheses in parentheses: the parser recurses. Above twice `MAX_NESTING`, so that what `print` gives can be read.
 */
const MAX_PARENTHESES = 600;

/** Digits of the largest sum, which a saved report may hold. */
const MAX_DIGITS = Math.ceil(MAX_SUM_BITS * Math.log10(2));

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
    if (position < this.#text.length) {
      throw this.error(`unexpected ${JSON.stringify(this.#text.charAt(position))}`, position);
    }
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
    return this.error(
      `expected ${wanted} but found ${this.#token.kind === 'end' ? 'the end' : `"${this.#token.text}"`}`,
    );
  }

  /** An expression that must be whole. */
  #dim(): Dim {
    const start = this.#token.position;
    const value = this.#sum();
    if (value.denominator !== 1) throw this.error('a fraction; round it with floor or ceil', start);
    return value.numerator;
  }

  #sum(): Ratio {
    const parts = [this.#product()];
    for (;;) {
      if (this.#accept('+')) parts.push(this.#product());
      else if (this.#accept('-')) parts.push(negated(this.#product()));
      else return total(parts);
    }
  }

  #product(): Ratio {
    let left = this.#unary();
    for (;;) {
      const { position } = this.#token;
      if (this.#accept('*')) left = times(left, this.#unary());
      else if (this.#accept('/')) left = this.#quotient(left, this.#unary(), position);
      else if (this.#accept('//')) left = floorOf(this.#quotient(left, this.#unary(), position));
      else if (this.#accept('%')) left = this.#remainder(left, this.#unary(), position);
      else return left;
    }
  }

  #unary(): Ratio {
    let negative = false;
    for (;;) {
      if (this.#accept('-')) negative = !negative;
      else if (!this.#accept('+')) break;
    }
    const value = this.#power();
    return negative ? negated(value) : value;
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
      const value = this.#sum();
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

  /** The result of a function for the arguments that follow; its name in any case, as exporters differ. */
  #call(name: string, position: number): Ratio {
    switch (name.toLowerCase()) {
      case 'floor':
        return floorOf(this.#sum());
      case 'ceil':
      case 'ceiling':
        return ceilOf(this.#sum());
      case 'min':
        return whole(minimum(...this.#list()));
      case 'max':
        return whole(maximum(...this.#list()));
      // As SymPy and PyTorch write sizes.
      case 'floortoint':
      case 'trunctoint':
        return floorOf(this.#sum());
      case 'ceiltoint':
        return ceilOf(this.#sum());
      case 'floordiv':
      case 'cleandiv':
        return floorOf(this.#quotientOf(position));
      case 'ceildiv':
        return ceilOf(this.#quotientOf(position));
      case 'inttruediv':
      case 'truediv':
        return this.#quotientOf(position);
      case 'mod':
      case 'pythonmod':
        return this.#remainder(this.#sum(), this.#argument(), position);
      case 'modularindexing':
        return this.#remainder(floorOf(this.#quotientOf(position)), this.#argument(), position);
      default:
        throw this.error(`"${name}" is not a function`, position);
    }
  }

  /** The first of two arguments divided by the second. */
  #quotientOf(position: number): Ratio {
    return this.#quotient(this.#sum(), this.#argument(), position);
  }

  /** One more argument. */
  #argument(): Ratio {
    this.#expect(',');
    return this.#sum();
  }

  #list(): Dim[] {
    const list = [this.#dim()];
    while (this.#accept(',')) list.push(this.#dim());
    return list;
  }

  #quotient(left: Ratio, right: Ratio, position: number): Ratio {
    const numerator = multiply(left.numerator, right.denominator);
    const by = right.numerator;
    if (typeof by !== 'object') {
      if (by <= 0) throw this.error(`a division by ${by}`, position);
      return reduced(numerator, multiplyIntegers(left.denominator, by));
    }
    const quotient = divideExactly(numerator, by);
    if (quotient === undefined) throw this.error(`a division by ${print(by)}, which is not a constant`, position);
    return reduced(quotient, left.denominator);
  }

  /** a % b = a − b·(a // b) */
  #remainder(left: Ratio, right: Ratio, position: number): Ratio {
    return total([left, negated(times(right, floorOf(this.#quotient(left, right, position))))]);
  }
}

function whole(numerator: Dim): Ratio {
  return { numerator, denominator: 1 };
}

/** In lowest terms as far as a constant factor goes. */
function reduced(numerator: Dim, denominator: Integer): Ratio {
  const quotient = denominator === 1 ? numerator : divideExactly(numerator, denominator);
  return quotient === undefined ? { numerator, denominator } : whole(quotient);
}

function floorOf({ numerator, denominator }: Ratio): Ratio {
  return whole(floorDivide(numerator, denominator));
}

function ceilOf({ numerator, denominator }: Ratio): Ratio {
  return whole(ceilDivide(numerator, denominator));
}

function negated({ numerator, denominator }: Ratio): Ratio {
  return { numerator: negate(numerator), denominator };
}

function times(a: Ratio, b: Ratio): Ratio {
  return reduced(multiply(a.numerator, b.numerator), multiplyIntegers(a.denominator, b.denominator));
}

/** The sum, over the least common denominator. */
function total(parts: readonly Ratio[]): Ratio {
  let common: Integer = 1;
  for (const { denominator } of parts) {
    common = multiplyIntegers(common, floorDivideIntegers(denominator, greatestCommonDivisor(common, denominator)));
  }
  return reduced(
    sum(parts.map(({ numerator, denominator }) => multiply(numerator, floorDivideIntegers(common, denominator)))),
    common,
  );
}
