/** How text can be shown at a terminal. */
export interface Paint {
  /** Whether it is shown in any way but plainly. */
  readonly isOn: boolean;
  bold(this: void, text: string): string;
  dim(this: void, text: string): string;
  italic(this: void, text: string): string;
  red(this: void, text: string): string;
  green(this: void, text: string): string;
  yellow(this: void, text: string): string;
  blue(this: void, text: string): string;
  cyan(this: void, text: string): string;
}

/**
 * Marks text as bold or coloured, where colour is wanted. The marks are halves of surrogate pairs, which text that was
 * decoded from UTF-8 has not: no name of a model or an argument is one. The writer of terminals makes escape sequences
 * of them (ECMA-48, SGR).
 */
export function paintWith(colour: boolean): Paint {
  const style = (start: number, end: number): ((text: string) => string) =>
    colour ? (text) => (text === '' ? '' : mark(start) + text + mark(end)) : (text) => text;
  return {
    isOn: colour,
    bold: style(1, 22),
    dim: style(2, 22),
    italic: style(3, 23),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    cyan: style(36, 39),
  };
}

const FIRST_MARK = 0xdc00;

function mark(code: number): string {
  return String.fromCharCode(FIRST_MARK + code);
}

/** The marks of text that was painted. */
export const paintMarks = /[\uDC01-\uDC27]/gu;

/** The escape sequence for a mark; undefined for any other character. */
export function sequenceOf(character: string): string | undefined {
  const code = character.charCodeAt(0) - FIRST_MARK;
  return character.length === 1 && sequences.has(code) ? `\u001B[${code}m` : undefined;
}

const sequences: ReadonlySet<number> = new Set([1, 2, 3, 22, 23, 31, 32, 33, 34, 36, 39]);
