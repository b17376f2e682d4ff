import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import markdown from '../../src/formats/markdown.js';
import table from '../../src/formats/table/index.js';
import { failed, hostile, ordinary, reportOn } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';

const mobile = reportOn(mobileNetV2(), 'mobile.onnx');
const asked = { show: 'findings' } as const;
const count = mobile.findings.length;

describe('findings in the table', () => {
  it.each([40, 80, 120])('stand under one another in %d columns, no word lost', (width) => {
    const text = print(table, [mobile], { ...asked, width });
    expect(text.split('\n')[0]).toBe(`mobile.onnx: ${count} warnings`);
    const words = text.split(/\s+/u).join(' ');
    for (const { message, rule } of mobile.findings) {
      expect(words).toContain(rule);
      // In a table of places the prose stands behind the place.
      const prose = message.slice(message.indexOf(': ') + 2);
      for (const word of prose.split(' ')) expect(words, message).toContain(word);
    }
    const widest = Math.max(
      ...text
        .split('\n')
        .filter((line) => line.includes(' '))
        .map((line) => line.length),
    );
    // Below 80 columns the prose keeps a least width of its own.
    expect(widest).toBeLessThanOrEqual(Math.max(width, 80));
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^netstat explain [a-z-]+: /u);
  });

  it('wrap a long place instead of cutting it, and it takes no more lines than its text', () => {
    const finding = mobile.findings.find(({ message }) => / to .*: \d+ places/u.test(message));
    const [, from = '?', to = '?'] = /^(\S+) to (\S+):/u.exec(finding?.message ?? '') ?? [];
    const lines = print(table, [mobile], { ...asked, width: 80 }).split('\n');
    const first = lines.findIndex((line) => line.includes(`${from} to `));
    expect(lines[first + 1]).toContain(to);
    expect(lines[first]).not.toContain('…');
  });

  it('count together for several models, and name what is known', () => {
    const [known, other, ...findings] = mobile.findings;
    const suppressed = [known, other].flatMap((finding, index) =>
      finding === undefined ? [] : [{ finding, reason: index === 0 ? 'known' : null }],
    );
    const text = print(table, [mobile, { ...mobile, findings, suppressed }, { ...ordinary, findings: [] }, failed], {
      ...asked,
      width: 80,
    });
    expect(text).toContain(`mobile.onnx: ${count - 2} warnings (1 suppressed, 1 in the baseline)`);
    expect(text).toContain('model.onnx: nothing found');
    expect(text).toContain(`3 models: ${2 * count - 2} warnings (1 suppressed, 1 in the baseline)`);
  });

  it('show grave ones in red', () => {
    const findings = mobile.findings.slice(0, 1).map((finding) => ({ ...finding, severity: 'error' as const }));
    expect(print(table, [{ ...mobile, findings }], { ...asked, width: 80, colour: true })).toContain(
      '\u001B[31merror\u001B[39m',
    );
  });

  it('let no control character through', () => {
    const findings = mobile.findings
      .slice(0, 3)
      .map((finding, index) => ({ ...finding, layers: [index], message: `\u001B[2J${finding.message}` }));
    expect(print(table, [{ ...hostile, findings }], { ...asked, width: 80 })).not.toMatch(
      /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/u,
    );
  });
});

describe('findings in Markdown', () => {
  it('are the rows of a table', () => {
    const text = print(markdown, [mobile], asked);
    const rows = text.split('\n').filter((line) => /^\| (?!-|place|\| rule|\*\*6)/u.test(line));
    expect(rows).toHaveLength(count);
    expect(text).toMatch(/^### mobile\.onnx\n\n\d+ warnings\n\n\| /u);
    // One rule, one table, with the sum of what its places move.
    expect(text).toMatch(/^\*\*warning\*\* unequal-channel-width \(G1\)$/mu);
    expect(text).toMatch(/^\| \*\*6 findings\*\* \| \*\*[\d.]+ MiB\*\* \| \*\*[\d.]+%\*\* \| \|$/mu);
  });

  it('say that there are none, and what could not be read', () => {
    const text = print(markdown, [{ ...ordinary, findings: [] }, failed], asked);
    expect(text).toContain('### model.onnx\n\nnothing found\n');
    expect(text).toContain('Not read: the file is cut short');
  });
});
