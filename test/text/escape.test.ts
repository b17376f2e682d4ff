import { describe, expect, it } from 'vitest';
import { csvText, escapeTerminal, hideControls, json, markdown, terminalText, written } from '../../src/text/index.js';

const escapeCsv = (text: string): string => csvText([[text]]).replace(/\r\n$/u, '');
const escapeMarkdown = (text: string): string => written(markdown`${text}`);
const jsonOf = (value: unknown): string => written(json`${value}`);

describe('escapeTerminal', () => {
  it.each([
    ['plain', '/features.0/Conv_1', '/features.0/Conv_1'],
    ['other scripts', '畳み込み·Ünïcode', '畳み込み·Ünïcode'],
    ['emoji', '👍🏽', '👍🏽'],
    ['an escape sequence', '\u001B[31mred', String.raw`\u{1b}[31mred`],
    ['a C1 control', '\u009B31m', String.raw`\u{9b}31m`],
    ['line breaks', 'a\r\nb', String.raw`a\u{d}\nb`],
    ['a change of direction', 'a\u202Eb', String.raw`a\u{202e}b`],
    ['what is not seen', 'a\u200Bb\uFEFF', String.raw`a\u{200b}b\u{feff}`],
    ['a lone surrogate', 'a\uD800', String.raw`a\u{d800}`],
  ])('%s', (_, text, escaped) => expect(escapeTerminal(text)).toBe(escaped));

  it('keeps the lines of a text of several', () => expect(hideControls('a\nb\u0007')).toBe(`a\nb${String.raw`\u{7}`}`));
});

describe('terminalText', () => {
  it('shows each line as it is by itself, however many safe ones stand around it', () => {
    const odd = [
      '\u001B[31mred',
      'two\nlines',
      '::error::x',
      'a##[group]b',
      'ends with #',
      '#[starts',
      'ends with :',
      ': s',
    ];
    const safe = Array.from({ length: 700 }, (_, index) => `line ${index}`);
    const lines = odd.flatMap((line) => [line, ...safe]);
    expect(terminalText(lines)).toBe(lines.map((line) => terminalText([line])).join(''));
    expect(terminalText(odd)).toBe(odd.map((line) => `${escapeTerminal(line)}\n`).join(''));
    expect(terminalText([])).toBe('');
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['a|b', 'a&#124;b'],
    ['`code`', String.raw`\`code\``],
    ['**x** _y_ ~z~', String.raw`\*\*x\*\* \_y\_ \~z\~`],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['&lt;', '&amp;lt;'],
    ['[a](javascript:b)', String.raw`\[a\](javascript&#58;b)`],
    ['@team #1 $x$', String.raw`@<!-- -->team \#<!-- -->1 \$x\$`],
    ['a\nb', String.raw`a\\nb`],
  ])('%j', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));
});

describe('escapeCsv', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    [' =x', "' =x"],
    ['＝x', "'＝x"],
    ['\t=x', String.raw`\t=x`],
    ['1e5', '1e5'],
  ])('%j', (text, escaped) => expect(escapeCsv(text)).toBe(escaped));
});

describe('escapeJson', () => {
  it('writes what a terminal would obey as JSON escapes, and changes no document', () => {
    const value = { name: 'a\u009B31m\u202E\u2028' };
    const text = jsonOf(value);
    expect(text).toBe(String.raw`{"name":"a\u009b31m\u202e\u2028"}`);
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('what runners of CI take for commands', () => {
  it.each([
    ['::error::x', String.raw`\u{3a}:error::x`],
    ['a ##[error]x', String.raw`a \u{23}#[error]x`],
    ['##vso[task.x]', String.raw`\u{23}#vso[task.x]`],
    ['a::b ## c', 'a::b ## c'],
  ])('%s', (text, shown) => expect(escapeTerminal(text)).toBe(shown));
});

it('characters that nobody sees are written out', () => {
  for (const code of [0xe0041, 0x115f, 0x3164, 0x2800, 0x34f, 0x202e, 0x200b, 0x9b, 0xfe0f]) {
    expect(escapeTerminal(String.fromCodePoint(code))).toBe(`\\u{${code.toString(16)}}`);
    expect(JSON.parse(jsonOf(String.fromCodePoint(code)))).toBe(String.fromCodePoint(code));
    expect(jsonOf(String.fromCodePoint(code))).toMatch(/^"(?:\\u[\da-f]{4})+"$/u);
  }
});

it('the characters written out are those of the Unicode classes, no more and no fewer', () => {
  const classes = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}\u2800\uFFF9-\uFFFB]/u;
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if ((escapeTerminal(character) === character) === classes.test(character)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
