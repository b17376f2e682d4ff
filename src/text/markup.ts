import { escapeJson, escapeMarkdown, escapeMarkup, escapeTerminal, hideControls } from './escape.js';
import { asWritten } from './written.js';
import type { Written } from './written.js';

/** A piece of text in a language that programs read, with the names in it as mere text. */
class Piece<L extends string> {
  readonly language: L;
  readonly text: string;

  constructor(language: L, text: string) {
    this.language = language;
    this.text = text;
  }
}

/** A piece of text in a language; only `languageOf` makes it. */
export type Markup<L extends string = string> = Piece<L>;

/**
 * The writer of a language: a tag for templates, in which every value is mere text unless it is a piece of the
 * language.
 */
export interface Language<L extends string, V> {
  (strings: TemplateStringsArray, ...values: readonly (V | Markup<L>)[]): Markup<L>;
  /** Values one after another; `between` is our own, as templates are. */
  join(values: readonly (V | Markup<L>)[], between?: string): Markup<L>;
  /**
   * Text that is made by netstat in this language, such as what a library gives for pieces: nothing in it is escaped.
   */
  ours(text: string): Markup<L>;
}

function languageOf<L extends string, V>(name: L, escape: (value: V) => string): Language<L, V> {
  const textOf = (value: V | Markup<L>): string => (value instanceof Piece ? value.text : escape(value));
  const tag = (strings: TemplateStringsArray, ...values: readonly (V | Markup<L>)[]): Markup<L> =>
    new Piece(name, String.raw({ raw: strings }, ...values.map(textOf)));
  return Object.assign(tag, {
    join: (values: readonly (V | Markup<L>)[], between = '') => new Piece(name, values.map(textOf).join(between)),
    ours: (text: string) => new Piece(name, text),
  });
}

/** Markdown as GitHub reads it. */
export const markdown = languageOf('markdown', (value: string | number) => escapeMarkdown(String(value)));

/** HTML, with values in elements or double quotes. */
export const html = languageOf('html', (value: string | number) => escapeMarkup(hideControls(String(value))));

/** XML 1.0, with values in elements or double quotes: on one line, and without what it may not hold at all. */
export const xml = languageOf('xml', (value: string | number) =>
  escapeMarkup(escapeTerminal(String(value))).replaceAll(/[\uFFFE\uFFFF]/gu, '\uFFFD'),
);

/** JSON, with values as `JSON.stringify` has them. */
export const json = languageOf('json', (value: unknown) => escapeJson(JSON.stringify(value)));

/** A value as JSON, laid out in lines. */
export function indentedJson(value: unknown): Markup<'json'> {
  return json.ours(escapeJson(JSON.stringify(value, undefined, 2)));
}

/** A piece of a language, to be written where it is read. */
export function written({ text }: Markup): Written {
  return asWritten(text);
}
