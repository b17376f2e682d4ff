import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import github from '../../src/formats/github.js';
import type { Report } from '../../src/report/index.js';
import { failed, hostile, hostileNames, ordinary, reportOn } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** A line as GitHub Actions reads it: the inverse of the escaping in its toolkit. */
function parse(line: string): Command {
  const [, name = '', list = '', message = ''] = /^::([a-z]+) (.*?)::(.*)$/u.exec(line) ?? [];
  const unescape = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  return {
    name,
    properties: Object.fromEntries(list.split(',').map((pair) => pair.split('=', 2).map(unescape))),
    message: unescape(message),
  };
}

const mobile = reportOn(mobileNetV2(), 'models/mobile,net:v2%.onnx');
const commands = (report: Parameters<typeof print>[1][number]) =>
  print(github, [report]).trimEnd().split('\n').map(parse);

describe('format github', () => {
  it('gives a command for each finding', () => {
    expect(
      commands(mobile).map(({ name, properties, message }) => [
        name,
        properties['file'],
        properties['title'],
        message.split('\n')[0],
      ]),
    ).toEqual(
      mobile.findings.map(({ severity, rule, guideline, message }) => [
        severity === 'info' ? 'notice' : severity,
        'models/mobile,net:v2%.onnx',
        guideline === undefined ? rule : `${rule} (${guideline})`,
        message,
      ]),
    );
  });

  it('names the first layers', () => {
    const named = mobile.findings.map(({ layers }) =>
      layers
        .slice(0, 4)
        .map((layer) => mobile.layers[layer]?.label)
        .join(', '),
    );
    expect(named.some((labels) => labels !== '')).toBe(true);
    expect(commands(mobile).map(({ message }) => message.split('\n')[1] ?? '')).toEqual(
      named.map((labels) => (labels === '' ? '' : (expect.stringContaining(`layers: ${labels}`) as string))),
    );
  });

  it('prints nothing for a model without findings', () => {
    expect(print(github, [{ ...ordinary, findings: [] }])).toBe('');
  });

  it('tells of a model that could not be read', () => {
    const [command] = commands(failed);
    expect(command?.name).toBe('error');
    expect(command?.properties['title']).toBe('truncated-file');
  });

  it('lets no name become a command or a property', () => {
    const findings: Report['findings'] = hostileNames.map((name, index) => ({
      rule: 'max-params',
      guideline: null,
      severity: 'warning',
      layers: [index],
      message: `${name},title=x::y`,
      fingerprint: String(index),
      data: {},
    }));
    const text = print(github, [{ ...hostile, findings }]);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(hostileNames.length);
    for (const line of lines) {
      expect(line).toMatch(/^::warning file=[^:,]*,title=max-params::/u);
      expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/u);
    }
  });
});
