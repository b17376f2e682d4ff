import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-saved-'));
const model = 'fixtures/shufflenet-v2.dynamic.onnx';
const saved = path.join(folder, 'saved.json');
const lines = path.join(folder, 'saved.jsonl');
netstat([model, '-o', saved]);
netstat(['fixtures/mobilenet-v2.onnx', model, '-o', lines]);

afterAll(() => rmSync(folder, { recursive: true }));

describe('a saved report', () => {
  it.each(['table', 'markdown', 'csv', 'html', 'json', 'sarif'])('is drawn as %s as its model is', (format) => {
    const [ofModel, ofReport] = [model, saved].map((input) => netstat([input, '--format', format, '--sort', 'flops']));
    expect(ofReport).toEqual(ofModel);
  });

  it('has its open dimensions bound', () => {
    const [ofModel, ofReport] = [model, saved].map((input) => netstat([input, '--format', 'csv', '--dim', 'N=2']));
    expect(ofReport?.stdout).toBe(ofModel?.stdout);
  });

  it.each(['fixtures/mobilenet-v2.onnx', 'fixtures/quantized-block.onnx'])(
    'of a model of known sizes makes the same page, with the arena: %s',
    (known) => {
      const own = path.join(folder, 'known.json');
      netstat([known, '-o', own]);
      const [ofModel, ofReport] = [known, own].map((input) => netstat([input, '--format', 'html']).stdout);
      expect(ofReport).toBe(ofModel);
      expect(ofReport).toContain('"arena":');
    },
  );

  it('has its arena packed once its dimensions are bound', () => {
    const [ofModel, ofReport] = [model, saved].map(
      (input) => JSON.parse(netstat([input, '--format', 'json', '--dim', 'N=2']).stdout).models[0],
    );
    expect(ofModel.arena.buffers.length).toBeGreaterThan(50);
    expect([ofReport.arena, ofReport.totals]).toEqual([ofModel.arena, ofModel.totals]);
  });

  it('is compared with its model without a difference', () => {
    const { stdout, status } = netstat(['compare', saved, model, '--max-increase', 'memory-access-fused=0']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/Layers: \d+ unchanged\./u)]);
  });

  it('may hold several models, which a summary puts in a row each', () => {
    const extra = path.join(folder, 'results.csv');
    writeFileSync(extra, 'model,accuracy\nmobilenet-v2,71.88\n');
    const { stdout } = netstat([
      lines,
      '--summary',
      '--format',
      'csv',
      '--columns',
      'flops,accuracy',
      '--extra',
      extra,
    ]);
    expect(stdout.split('\r\n')).toEqual([
      'model,flops,accuracy',
      'fixtures/mobilenet-v2.onnx,620718344,71.88',
      expect.stringMatching(/^fixtures\/shufflenet-v2\.dynamic\.onnx,.*N.*,$/u),
      '',
    ]);
  });

  it('of version 0.1.0, which has no figures after fusion, is drawn and compared without a word of them', () => {
    const parsed = JSON.parse(readFileSync(saved, 'utf8')) as { models: Record<string, unknown>[] };
    const without = (fields: object): object =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => !/Fused|external|weightBytes|arena/u.test(name)));
    const models = parsed.models.map((report) => ({
      ...report,
      weights: undefined,
      totals: without(report['totals'] as object),
      layers: (report['layers'] as object[]).map(without),
    }));
    const file = path.join(folder, 'first-version.json');
    writeFileSync(file, JSON.stringify({ ...parsed, models }));
    const drawn = netstat([file]);
    expect([drawn.status, drawn.stdout]).toEqual([0, expect.not.stringContaining('in other files')]);
    const compared = netstat(['compare', file, model]);
    expect([compared.status, compared.stdout]).toEqual([0, expect.stringMatching(/Layers: \d+ unchanged\./u)]);
    expect(compared.stdout, 'no part of the model differs').not.toMatch(/by (?:category|module)/u);
  });

  it.each([
    ['of something else', '{"a": 1}', 'is no report of netstat'],
    ['that is no JSON', 'text', 'is no JSON'],
    ['of a later version', '{"schemaVersion": 9, "models": []}', 'a later netstat wrote this report'],
    ['without a model', '{"schemaVersion": 1, "models": []}', 'the report has no model'],
  ])('%s is refused in a line that names the file once', (_, text, message) => {
    const file = path.join(folder, 'other.json');
    writeFileSync(file, text);
    const { stderr, status } = netstat([file]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`netstat: ${file}: ${message}`)]);
  });

  it('of several models is refused where one is meant', () => {
    const { stderr, status } = netstat(['explain', lines, 'Conv']);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`netstat: ${lines}: has 2 models`)]);
  });

  it('that is not there is refused in a line that names it once', () => {
    const { stderr, status } = netstat([path.join(folder, 'absent.json')]);
    expect([status, stderr.match(/absent\.json/gu)]).toEqual([2, ['absent.json']]);
  });

  it('says what needs the model', () => {
    const { stderr, status } = netstat(['lint', saved, '--rule', 'max-params=1']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--rule needs the model')]);
  });

  it.each([['measure'], ['arena'], ['what-if', '--channels', '*=8'], ['init']])(
    'is refused in a line where a command needs the model: %s',
    (command, ...options) => {
      const { stderr, status } = netstat([command, saved, ...options]);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^netstat: .*saved\.json: .*model.*\n$/u);
      expect(stderr).not.toContain('not an ONNX model');
    },
  );
});
