import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import junit from '../../src/formats/junit.js';
import { rules } from '../../src/rules/index.js';
import { empty, failed, hostile, looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { readXml } from '../testers/read-xml.js';
import { print } from '../testers/test-format.js';

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
