import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import sarif from '../../src/formats/sarif.js';
import type { FailedModel, Report } from '../../src/report/index.js';
import { rules } from '../../src/rules/index.js';
import { empty, failed, hostile, looping, ordinary, reportOn, symbolic } from '../testers/sample-report.js';
import { print } from '../testers/test-format.js';

// The schema of OASIS (SARIF 2.1.0, errata of rtm.5) as the npm package @microsoft/jest-sarif (MIT) publishes it. It
// is written in draft 4, of which it uses nothing that later drafts lack but `id`.
const {
  $schema: _draft,
  id: _address,
  ...schema
} = JSON.parse(readFileSync('test/formats/sarif-2.1.0.schema.json', 'utf8')) as Record<string, unknown>;
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

function logOf(...reports: readonly (Report | FailedModel)[]): Log {
  const log = JSON.parse(print(sarif, reports)) as Log;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log;
}

const mobile = reportOn(mobileNetV2(), './models/mobile net#2.onnx');

describe('format sarif', () => {
  it.each(Object.entries({ ordinary, symbolic, empty, looping, hostile, failed, mobile }))(
    'keeps to the schema: %s',
    (_, report) => {
      logOf(report);
    },
  );

  it('keeps to the schema without a model, and with several', () => {
    expect(logOf().runs).toHaveLength(1);
    expect(logOf(mobile, failed, ordinary).runs).toHaveLength(1);
  });

  it('says of each finding what code scanning shows: rule, level, file, layers', () => {
    const [run] = logOf(mobile).runs;
    expect(run?.results?.map(({ ruleId, level, message }) => [ruleId, level, message.text])).toEqual(
      mobile.findings.map(({ rule, severity, message }) => [rule, severity === 'info' ? 'note' : severity, message]),
    );
    for (const [index, result] of (run?.results ?? []).entries()) {
      const finding = mobile.findings[index];
      const [location] = result.locations ?? [];
      expect(location?.physicalLocation?.artifactLocation?.uri).toBe('models/mobile%20net%232.onnx');
      expect(location?.physicalLocation?.region?.startLine).toBe(1);
      expect(location?.logicalLocations?.map(({ name }) => name) ?? []).toEqual(
        finding?.layers.slice(0, 10).map((layer) => mobile.layers[layer]?.label),
      );
      expect(result.partialFingerprints).toEqual({ 'netstat/v1': finding?.fingerprint });
      expect(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
    }
  });

  it('describes every rule, with the level that it has unless told', () => {
    const described = logOf(empty).runs[0]?.tool.driver.rules ?? [];
    expect(described.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(new Set(described.map(({ defaultConfiguration }) => defaultConfiguration?.level))).toEqual(
      new Set(['error', 'warning', 'note']),
    );
  });

  it('keeps what is suppressed, saying why', () => {
    const [one, two, ...findings] = mobile.findings;
    const suppressed = [one, two].flatMap((finding, index) =>
      finding === undefined ? [] : [{ finding, reason: index === 0 ? 'known since 2019' : null }],
    );
    const results = logOf({ ...mobile, findings, suppressed }).runs[0]?.results ?? [];
    expect(results).toHaveLength(mobile.findings.length);
    expect(results.slice(-2).map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
      'known since 2019',
      'stands in the baseline',
    ]);
    expect(results.slice(0, -2).every(({ suppressions }) => suppressions === undefined)).toBe(true);
  });

  it('tells of a model that could not be read', () => {
    const [invocation] = logOf(failed).runs[0]?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.[0]?.message.text).toContain('cut short');
  });

  it('has no control character and no URI that is none', () => {
    const text = print(sarif, [{ ...hostile, findings: mobile.findings }, failed]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/u);
    for (const [, uri = ''] of text.matchAll(/"uri": "([^"]*)"/gu)) {
      expect(uri).toMatch(/^[A-Za-z0-9\-._~%!$&'()*+,;=@/]*$/u);
    }
  });

  it('says where the tool and each rule are explained, in files that the package has', () => {
    const { driver } = logOf(mobile).runs[0]?.tool ?? { driver: undefined };
    const addresses = [driver?.informationUri, ...(driver?.rules ?? []).map(({ helpUri }) => helpUri)];
    expect(addresses).toHaveLength(rules.length + 1);
    for (const address of addresses) {
      const [, page = ''] = /^https:\/\/unpkg\.com\/onnx-netstat@[^/]+\/(.*)$/u.exec(address ?? '') ?? [];
      expect(readFileSync(page, 'utf8'), address).toContain('# ');
    }
  });
});
