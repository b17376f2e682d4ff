import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import html from '../../src/formats/html/index.js';
import { NetstatError } from '../../src/ir/index.js';
import { toJson } from '../../src/report/index.js';
import type { ModelReport } from '../../src/report/index.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { chainModel } from '../testers/chain-model.js';
import { empty, failed, hostile, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { exact, print, testFormat } from '../testers/test-format.js';

/** The data blocks of a page that are of a class, as a browser finds them: up to the first end of a script. */
function blocks(page: string, name: string): unknown[] {
  return page
    .split(`<script type="application/json" class="${name}">`)
    .slice(1)
    .map((rest) => JSON.parse(rest.slice(0, rest.search(/<\/script/i))) as unknown);
}

testFormat(html, {
  read: (text) => {
    const [report] = blocks(text, 'report') as ModelReport[];
    // Options decide what the page shows at first; it always holds all layers.
    return {
      rows: report?.layers.map(({ times, multiplyAdds }) => Number(times) * Number(multiplyAdds)) ?? [],
      rounding: exact,
    };
  },
});

describe('html', () => {
  it('holds each report as --format json has it', () => {
    const page = print(html, [ordinary, failed, symbolic, hostile]);
    expect(blocks(page, 'report')).toEqual(
      [ordinary, failed, symbolic, hostile].map((report) => JSON.parse(JSON.stringify(toJson(report)))),
    );
  });

  it('is one document, also of no model and of an empty one', () => {
    for (const reports of [[], [empty], [ordinary, symbolic]]) {
      const page = print(html, reports);
      expect(page.match(/<!doctype html>/g)).toHaveLength(1);
      expect(page.match(/<html/g)).toHaveLength(1);
      expect(page.trim().endsWith('</html>')).toBe(true);
    }
  });

  it('allows itself its own script and style, by their hashes, and nothing else', () => {
    const page = print(html, [ordinary]);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const script = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(page)?.[1] ?? '';
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(script.length).toBeGreaterThan(1000);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)} 'wasm-unsafe-eval'`,
      `style-src ${hash(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      // To measure: a worker of what is in memory, and what lies beside the page.
      'worker-src blob:',
      "connect-src 'self'",
    ]);
  });

  it('loads nothing: no address of another file stands where a browser would follow it', () => {
    const page = print(html, [ordinary]);
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/\b(?:src|href)=["']?https?:/i);
    // In styles; scripts make addresses of what is in memory.
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    expect(style.length).toBeGreaterThan(1000);
    expect(style).not.toMatch(/@import|url\(/i);
    expect(page).not.toMatch(/style="[^"]*url\(/i);
  });

  it('keeps names that would end its data in them', () => {
    const page = print(html, [hostile]);
    // Settings, the report and the program.
    expect(page.match(/<\/script/gi)).toHaveLength(3);
    expect(page).not.toContain('<script>alert');
  });

  it('names the packages that are in it, with their licence', () => {
    const page = print(html, [ordinary]);
    for (const name of ['d3-hierarchy', 'd3-scale']) {
      expect(page).toMatch(new RegExp(`^${name}: Copyright`, 'm'));
    }
    expect(page).toContain('Permission to use, copy, modify, and/or distribute this software');
  });

  it('explains the rules that found something, once each, and no other', () => {
    const report = reportOn(shuffleNetV1({ groups: 8 }), 'shufflenet-v1.onnx');
    const found = [...new Set(report.findings.map(({ rule }) => rule))].sort();
    expect(found.length).toBeGreaterThan(0);
    const explained = [...print(html, [report, report]).matchAll(/<template data-rule="([^"]*)"/g)]
      .map(([, rule]) => rule)
      .sort();
    expect(explained).toEqual(found);
    expect(print(html, [ordinary])).not.toContain('<template');
  });

  it('takes the options of the table', () => {
    expect(
      blocks(print(html, [ordinary], { columns: ['op', 'params'], sort: 'params', depth: 2, all: true }), 'settings'),
    ).toMatchObject([{ table: { columns: ['op', 'params'], sort: 'params', depth: 2, all: true } }]);
    expect(() => print(html, [ordinary], { columns: ['parms'] })).toThrow(NetstatError);
    expect(() => print(html, [ordinary], { sort: 'parms' })).toThrow(NetstatError);
  });

  it('is under 2 MB for a thousand layers', () => {
    const report = reportOn(chainModel(1000));
    expect(report.layers).toHaveLength(1000);
    expect(Buffer.byteLength(print(html, [report]))).toBeLessThan(2e6);
  });
});
