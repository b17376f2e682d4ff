/** Control characters, and those that turn the direction of text or are not seen: what could rewrite a screen or hide in a name. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/u;
const allUnsafe = new RegExp(unsafe.source, 'gu');

/** Untrusted text for a terminal: on one line, with what a terminal would obey or not show written out as `\u{1b}`. */
export function escapeTerminal(text: string): string {
  return unsafe.test(text) ? text.replaceAll(allUnsafe, writtenOut) : text;
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
