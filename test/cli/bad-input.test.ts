import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/index.js';
import { openBatch } from '../testers/open-batch.js';
import { expectValid } from '../testers/report-schema.js';
import { netstat } from '../testers/run-netstat.js';
import { file, folder } from '../testers/scratch-folder.js';

/** Multiply-adds that the papers' authors publish for one image. */
const published = { 'mobilenet-v2': 300_774_272 };

const document = (stdout: string): ReportDocument => JSON.parse(stdout) as ReportDocument;

describe('netstat: bad input is one line that says what to do, and exit code 2', () => {
  const whole = openBatch();
  const cases: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['no model', () => [], /no model is named.*netstat\.js --help/],
    ['nothing to explain', () => ['explain'], /nothing is named: pass a rule, .* or a model/],
    [
      'a mistyped option and no model',
      () => ['--verison'],
      /--verison: there is no such option; did you mean --version/,
    ],
    [
      'a mistyped option and a missing model',
      () => ['compare', 'fixtures/mobilenet-v2.onnx', '--max-increas', 'params=1%'],
      /--max-increas: there is no such option; did you mean --max-increase/,
    ],
    [
      'a folder for changes that are not tried',
      () => ['lint', 'fixtures/mobilenet-v2.onnx', '--keep', 'changed'],
      /--keep: .*add --measure/,
    ],
    [
      'a folder that is not there',
      () => ['fixtures/mobilenet-v2.onnx', '--output', path.join(folder, 'nosuch', 'report.json')],
      /report\.json: cannot be written \(there is no folder [^)]*nosuch\)/,
    ],
    [
      'a pattern of layers that ends at a slash too soon',
      () => ['what-if', 'fixtures/shufflenet-v2.onnx', '--channels', '/stage2*=60'],
      /'\/stage2\*\*' fits 9 layers, such as \/stage2\.0\/Conv_1/,
    ],
    [
      'a module where layers are asked for',
      () => ['what-if', 'fixtures/shufflenet-v2.onnx', '--channels', '/stage2.0=60'],
      /'\/stage2\.0\/\*\*' fits 3 layers/,
    ],
    [
      'one model where two are compared',
      () => ['compare', 'a.onnx'],
      /an argument is missing: 1 is given, 2 are needed; see .*netstat\.js compare --help/,
    ],
    ['a file that is not there', () => ['nosuch.onnx'], /nosuch\.onnx: there is no such file/],
    ['an empty file', () => [file('empty.onnx', '')], /empty\.onnx: the file is empty: download or export it again/],
    ['a directory without a model', () => ['docs/rules'], /docs\/rules: there is no \.onnx file in this directory/],
    ['a text', () => [file('text.onnx', 'Not Found\n')], /this is not an ONNX model/],
    [
      'a Git LFS pointer',
      () => [
        file('lfs.onnx', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`),
      ],
      /Git LFS pointer.*git lfs pull/,
    ],
    [
      'a model cut short',
      () => [file('cut.onnx', whole.slice(0, whole.length - 20))],
      /cut short.*download or export it again/,
    ],
    [
      'a mistyped command',
      () => ['lnt', 'fixtures/mobilenet-v2.onnx', '--max-warnings', '3'],
      /^netstat: lnt: there is neither a file nor a command .*; did you mean node dist\/cli\/netstat\.js lint\?$/m,
    ],
    [
      'an unknown option',
      () => ['fixtures/mobilenet-v2.onnx', '--formt', 'json'],
      /--formt: there is no such option; did you mean --format\?/,
    ],
    ['an unknown short option', () => ['fixtures/mobilenet-v2.onnx', '-z'], /-z: there is no such option/],
    [
      'an unknown option, negated',
      () => ['fixtures/mobilenet-v2.onnx', '--no-such'],
      /--no-such: there is no such option/,
    ],
    ['an option without its value', () => ['fixtures/mobilenet-v2.onnx', '--top'], /--top: a value is missing/],
    [
      'an unknown format',
      () => ['fixtures/mobilenet-v2.onnx', '--format', 'jsn'],
      /--format jsn: there is no such format; did you mean json\?/,
    ],
    [
      'an unknown column',
      () => ['fixtures/mobilenet-v2.onnx', '--sort', 'multiply'],
      /no column multiply; did you mean multiply-adds\?/,
    ],
    [
      'a --top that is no number',
      () => ['fixtures/mobilenet-v2.onnx', '--top', 'ten'],
      /--top ten: should be a number/,
    ],
    [
      'a --dim without a value',
      () => ['fixtures/mobilenet-v2.onnx', '--dim', 'N'],
      /--dim N: should be like --dim N=1/,
    ],
    [
      'an unknown --dim',
      () => [file('d.onnx', whole), '--dim', 'btach=1'],
      /no open dimension btach; did you mean batch\?/,
    ],
    [
      'an unknown input',
      () => [file('d.onnx', whole), '--shape', 'inptu=1x8'],
      /the model has no input inptu; there is x/,
    ],
    [
      'a shape of another rank',
      () => [file('d.onnx', whole), '--shape', 'x=1x8x1'],
      /--shape x=1x8x1 contradicts the model/,
    ],
    ['a pattern without a match', () => ['nosuch*.onnx'], /no file matches nosuch\*\.onnx/],
  ];

  it.each(cases)('%s', (_, given, message) => {
    const { status, stdout, stderr } = netstat(given());
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^netstat: [^\n]*\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file that may not be read', () => {
    const secret = file('secret.onnx', whole);
    chmodSync(secret, 0);
    expect(netstat([secret])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/may not be read: check its permissions/) as string,
    });
  });

  it('one bad file does not hide the others', () => {
    const { status, stdout, stderr } = netstat(['nosuch.onnx', 'fixtures/mobilenet-v2.onnx', '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netstat: nosuch\.onnx: [^\n]*\n$/);
    const parsed = document(stdout);
    expectValid(parsed);
    expect(parsed.models.map((report) => ('error' in report ? report.error.code : report.totals.multiplyAdds))).toEqual(
      ['not-found', published['mobilenet-v2']],
    );
  });

  it('a name cannot write on the terminal', () => {
    mkdirSync(path.join(folder, 'names'), { recursive: true });
    const { stderr } = netstat([path.join(folder, 'names', 'no\u001B[31m\n such')]);
    expect(stderr).toContain(String.raw`no\u{1b}[31m`);
    expect(stderr).not.toContain('\u001B');
  });

  it('writes nothing beside the models', () => {
    expect(existsSync(path.join(folder, 'names', '.partial'))).toBe(false);
    expect(readdirSync('fixtures').filter((name) => name.includes('partial'))).toEqual([]);
  });
});
