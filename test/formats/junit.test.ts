import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import junit from '../../src/formats/junit.js';
import { rules } from '../../src/rules/index.js';
import { empty, failed, hostile, looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const unescape = (text: string): string => {
  expect(text.replaceAll(/&(?:amp|lt|gt|quot);/gu, '')).not.toMatch(/[<&]/u);
  return text.replaceAll(/&(amp|lt|gt|quot);/gu, (_, name: string) => entities[name] ?? '');
};

/** Reads XML of elements, attributes and text, and fails where it is not well formed (https://www.w3.org/TR/xml). */
function readXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/u, '');
  while (rest !== '') {
    const [token = '', close, name, list, single, text] =
      /^(?:<\/([a-z-]+)>|<([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+))/u.exec(rest) ?? [];
    if (token === '') throw new Error(`not well formed at ${rest.slice(0, 80)}`);
    rest = rest.slice(token.length);
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.text += unescape(text);
    else if (close !== undefined) expect(open.pop()?.name).toBe(close);
    else {
      const attributes = Object.fromEntries(
        [...(list ?? '').matchAll(/ ([a-z]+)="([^"]*)"/gu)].map(([, key = '', value = '']) => [key, unescape(value)]),
      );
      const element: Element = { name: name ?? '', attributes, children: [], text: '' };
      parent.children.push(element);
      if (single !== '/') open.push(element);
    }
  }
  expect(open).toHaveLength(1);
  const [document] = root.children;
  if (document === undefined) throw new Error('no element');
  return document;
}

const mobile = reportOn(mobileNetV2(), 'models/mobile.onnx');

describe('format junit', () => {
  it.each(Object.entries({ ordinary, symbolic, empty, looping, hostile, failed, mobile }))(
    'is well formed: %s',
    (_, report) => {
      const { name, children } = readXml(print(junit, [report]));
      expect(name).toBe('testsuites');
      expect(children.map((suite) => suite.name)).toEqual(['testsuite']);
    },
  );

  it('is well formed without a model', () => {
    expect(readXml(print(junit, [])).children).toEqual([]);
  });

  it('has a case for each rule, which fails by its findings', () => {
    const [suite] = readXml(print(junit, [mobile])).children;
    expect(suite?.attributes).toMatchObject({ name: 'models/mobile.onnx', tests: String(rules.length), errors: '0' });
    expect(suite?.children.map(({ attributes }) => attributes['name'])).toEqual(rules.map(({ id }) => id));
    const failing = new Set(mobile.findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule));
    expect(failing.size).toBeGreaterThan(0);
    expect(suite?.attributes['failures']).toBe(String(failing.size));
    for (const testCase of suite?.children ?? []) {
      const failure = testCase.children.find(({ name }) => name === 'failure');
      expect(failure !== undefined).toBe(failing.has(testCase.attributes['name'] ?? ''));
      for (const { message } of mobile.findings.filter(
        ({ rule }) => failure !== undefined && rule === testCase.attributes['name'],
      )) {
        expect(failure?.text).toContain(message);
      }
    }
  });

  it('puts information into the output of a case that passes', () => {
    const informed = {
      ...mobile,
      findings: mobile.findings.map((finding) => ({ ...finding, severity: 'info' as const })),
    };
    const [suite] = readXml(print(junit, [informed])).children;
    expect(suite?.attributes['failures']).toBe('0');
    expect(suite?.children.flatMap(({ children }) => children.map(({ name }) => name))).toContain('system-out');
  });

  it('marks what was not measured as skipped', () => {
    const [suite] = readXml(print(junit, [mobile])).children;
    const skipped = suite?.children.filter(({ children }) => children.some(({ name }) => name === 'skipped'));
    expect(skipped?.map(({ attributes }) => attributes['name'])).toEqual(['max-latency']);
    expect(suite?.attributes['skipped']).toBe('1');
  });

  it('tells of a model that could not be read', () => {
    const [suite] = readXml(print(junit, [failed])).children;
    expect(suite?.attributes['errors']).toBe('1');
    expect(suite?.children[0]?.children[0]?.attributes['type']).toBe('truncated-file');
  });
});
