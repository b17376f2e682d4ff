import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../src/cli/terminal.js';
import { defineFormat, textSession } from '../../src/formats/define.js';
import {
  concat,
  html,
  json,
  markdown,
  nothing,
  paintWith,
  terminalText,
  textWidth,
  workflowCommand,
  written,
  xml,
} from '../../src/text/index.js';

const name = 'a\n::error::b \u001B[31m <b>"&"</b> | @x';

describe('what is printed', () => {
  it('is made by the writer of a medium, or it does not compile', () => {
    const print = (terminal: Terminal): void => {
      // @ts-expect-error a name is no written text
      terminal.print(name);
      // @ts-expect-error nor is a template with one in it
      terminal.print(`layer ${name}`);
      // @ts-expect-error nor are written texts that are put together without the writer
      terminal.print(`${nothing}${nothing}`);
      terminal.print(concat(nothing, terminalText([name])));
    };
    defineFormat({
      name: 'own',
      extension: 'txt',
      summary: '',
      // @ts-expect-error a format prints what a writer made
      start: () => textSession((report) => report.model.path),
    });
    expect(print).toBeTypeOf('function');
  });
});

describe('terminalText', () => {
  it('leaves a line one line, whatever names are in it', () => {
    expect(terminalText([`layer ${name}`, '::warning::x'])).toBe(
      'layer a\\n::error::b \\u{1b}[31m <b>"&"</b> | @x\n\\u{3a}:warning::x\n',
    );
  });

  it('makes escape sequences of what was painted, and of nothing else', () => {
    const paint = paintWith(true);
    expect(terminalText([`${paint.bold(paint.red('x'))} \u001B[1m`])).toBe(
      '\u001B[1m\u001B[31mx\u001B[39m\u001B[22m \\u{1b}[1m\n',
    );
    expect(textWidth(paint.cyan('畳'))).toBe(2);
    expect(paintWith(false).bold('x')).toBe('x');
  });
});

describe('languages', () => {
  it('take a value for mere text, a piece of theirs for what it is', () => {
    expect(written(html`<li>${'<b>"&'}${html`<i>${1}</i>`}</li>`)).toBe('<li>&lt;b&gt;&quot;&amp;<i>1</i></li>');
    expect(written(xml`<a b="${'x\n"\uFFFE'}"/>`)).toBe('<a b="x\\n&quot;\uFFFD"/>');
    expect(written(json`[${{ a: '\u009B' }}, ${json`null`}]`)).toBe(String.raw`[{"a":"\u009b"}, null]`);
    expect(written(markdown`- **${'x*'}**${markdown.join(['|', markdown`|`], ',')}`)).toBe(
      String.raw`- **x\***&#124;,|`,
    );
  });

  it('have no other language for a piece', () => {
    // @ts-expect-error HTML in Markdown is a mistake
    expect(written(markdown`${html`<b>`}`)).toBe('<b>');
  });
});

it('a workflow command is one line, with lines in its message', () => {
  expect(workflowCommand('error', { file: 'a,b:c%\n' }, ['x\ny', '::z'])).toBe(
    '::error file=a%2Cb%3Ac%25\\n::x\\ny%0A\\u{3a}:z\n',
  );
});
