import { paintMarks, sequenceOf } from './paint.js';
import { asWritten } from './written.js';
import type { Written } from './written.js';

/** Characters that `replaceUnsafe` leaves: nearly all text has no others. */
const harmless = /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u27BF]*$/;

/** Harmless characters but for those of which commands of runners are made. */
const plain = /^[ -"$-9;-~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u27BF]*$/;

/**
 * Replaces control characters, halves of pairs, and characters that turn the direction of text or are not seen: what
 * could rewrite a screen or hide in a name. Unseen are Unicode's default ignorable characters, the blank of Braille and
 * the marks of annotations. The engine takes milliseconds to gather these classes, and does so only for a text that
 * needs them.
 */
function replaceUnsafe(text: string, replace: (character: string) => string): string {
  return harmless.test(text)
    ? text
    : text.replaceAll(
        /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2028\u2029\u2800\uFFF9-\uFFFB]/gu,
        replace,
      );
}

/** Untrusted text for a terminal: on one line, with what a terminal would obey or not show written out as `\u{1b}`. */
export function escapeTerminal(text: string): string {
  return plain.test(text) ? text : withoutCommands(replaceUnsafe(text, writtenOut));
}

/** The signs without which a text holds no command of a runner. */
const commands = /##|::/;

/**
 * Text that a runner of CI does not obey: GitHub's takes `::x::` at the start of a line and `##[x]` anywhere for
 * commands, Azure's `##vso[x]`.
 */
function withoutCommands(text: string): string {
  if (!commands.test(text)) return text;
  return text.replaceAll(commandSigns, String.raw`\u{23}`).replace(/^(\s*):(?=:)/u, String.raw`$1\u{3a}`);
}

/**
 * Lines for a terminal, or a file of plain text: whatever names are in one, it stays one line. Of what a terminal obeys
 * only that which `paintWith` marked is left.
 */
export function terminalText(lines: readonly string[]): Written {
  let text = '';
  for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
    const some = lines.slice(start, start + LINES_AT_ONCE);
    const whole = some.join('');
    // Most lines are safe as they are, which one look at many of them tells.
    const shown = harmless.test(whole) && !commands.test(whole) ? some : some.map(terminalLine);
    text += `${shown.join('\n')}\n`;
  }
  return asWritten(text);
}

/** So many lines are looked at together: where one is not safe, each of them is gone through. */
const LINES_AT_ONCE = 250;

function terminalLine(line: string): string {
  return withoutCommands(escapePainted(line).replaceAll(paintMarks, (character) => sequenceOf(character) ?? ''));
}

/** A part of a line for a terminal, as `terminalText` will show it, but for what `paintWith` marked. */
export function escapePainted(text: string): string {
  return replaceUnsafe(text, (character) => (sequenceOf(character) === undefined ? writtenOut(character) : character));
}

/** A line for a log: its names are parts of it already. */
export function escapeLog(line: string): string {
  return escapeTerminal(line);
}

/** Text of several lines, parts of which are untrusted, for a terminal. */
export function hideControls(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n');
}

function writtenOut(character: string): string {
  if (character === '\n') return String.raw`\n`;
  if (character === '\t') return String.raw`\t`;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * JSON text with what a terminal or a runner of CI would obey, or nobody sees, written as JSON escapes: the same
 * document. Its own line ends stay.
 */
export function escapeJson(json: string): string {
  const shown = replaceUnsafe(json, (character) => (character === '\n' ? character : unitsOf(character)));
  return shown.includes('##') ? shown.replaceAll(commandSigns, String.raw`\u0023`) : shown;
}

/** The first sign of what runners obey anywhere in a line. */
const commandSigns = /#(?=#(?:\[|vso\[))/giu;

function unitsOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Text for an element or a double-quoted attribute of HTML or XML. Controls in it are the caller's to hide. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * Untrusted text for Markdown, also in a cell of a table, shown as it is: nothing in it is markup, HTML, a link, a
 * mention or the end of the cell. GitHub looks for mentions (`@name`, `#1`, `GH-1`) in what is shown: only a comment
 * inside stops it.
 */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replaceAll(/[\\`*_[\]#|~<>&$:]/gu, (character) => markupEntities[character] ?? `\\${character}`)
    .replaceAll(/(?<=www)\./giu, '&#46;')
    .replaceAll(/(?<=\bGH-)(?=\d)/gu, '<!-- -->')
    .replaceAll(/(?:@|\\#)(?=\w)/gu, '$&<!-- -->');
}

const markupEntities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '|': '&#124;',
  ':': '&#58;',
};

/**
 * A value for a cell of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before
 * it, as spreadsheets themselves mark text (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function escapeCsv(text: string): string {
  const safe = escapeTerminal(text);
  const marked = /^\s*[=+\-@＝＋－＠]/u.test(safe) ? `'${safe}` : safe;
  return /[",\n\r]/u.test(marked) ? `"${marked.replaceAll('"', '""')}"` : marked;
}

/** Rows of cells as lines of CSV. */
export function csvText(rows: readonly (readonly string[])[]): Written {
  return asWritten(rows.map((cells) => `${cells.map(escapeCsv).join(',')}\r\n`).join(''));
}

/**
 * A workflow command of GitHub Actions, escaped as its toolkit does (https://github.com/actions/toolkit,
 * packages/core/src/command.ts). The lines of its message hold no others.
 */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string>>,
  message: readonly string[],
): Written {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escapeData(escapeTerminal(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return asWritten(
    `::${name} ${list.join(',')}::${message.map((line) => escapeData(escapeTerminal(line))).join('%0A')}\n`,
  );
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
