import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { collect, fitPlatform, headOf } from '../../src/platform/index.js';
import { readSavedReport } from '../../src/platform/saved-report.js';
import type { Random } from '../differential/random.js';
import { mutate } from '../mutation/mutate.js';
import { damageJson } from './damaged-json.js';

/** A file that netstat wrote, or reads besides models, with what is done with it. */
interface SavedFile {
  readonly name: string;
  readonly content: string;
  readonly commandLines: readonly (readonly string[])[];
}

/** Networks of the recorded sweep that the platform is made of: enough for classes with and without a fit. */
const NETWORKS = 16;

/** Files that netstat reads besides models, as they should be; `report` is a report of its own. */
export function savedFiles(report: string): readonly SavedFile[] {
  const recorded = gunzipSync(readFileSync('test/platform/recorded-sweep.jsonl.gz')).toString('utf8');
  const reports = recorded
    .split('\n', NETWORKS)
    .flatMap((line) => (line === '' ? [] : (readSavedReport(JSON.parse(line)) ?? [])));
  const platform = fitPlatform(headOf(reports, '0', null), collect(reports));
  const bounded = (name: string): readonly (readonly string[])[] => [
    ['model.onnx', '--platform', name],
    ['open.onnx', '--platform', name, '--format', 'json'],
    ['lint', 'model.onnx', '--platform', name],
    ['what-if', 'model.onnx', '--channels', 'conv=16', '--platform', name],
  ];
  return [
    {
      name: 'saved.json',
      content: report,
      commandLines: [
        ['saved.json'],
        ['saved.json', '--summary', '--format', 'csv'],
        ['saved.json', '--format', 'markdown', '--depth', '1'],
        ['saved.json', '--dim', 'N=2'],
        ['lint', 'saved.json'],
        ['compare', 'saved.json', 'model.onnx', '--max-increase', 'params=1%'],
        ['compare', 'saved.json', 'saved.json', '--format', 'json'],
        ['explain', 'saved.json', '0'],
        ['explain', 'saved.json', '--number', '3'],
        ['calibrate', '--from', 'saved.json', '-o', 'made.json'],
      ],
    },
    {
      name: 'measured.jsonl.gz',
      content: recorded.split('\n', 3).join('\n'),
      commandLines: [['calibrate', '--from', 'measured.jsonl.gz', '-o', 'made.json']],
    },
    { name: 'platform.json', content: JSON.stringify(platform), commandLines: bounded('platform.json') },
    {
      name: 'calibration.json',
      content: JSON.stringify({
        kind: 'netstat calibration',
        name: 'here',
        flopsPerSecond: 1e11,
        integerOperationsPerSecond: 2e11,
        bytesPerSecond: 2e10,
        bandwidths: [{ workingSetBytes: 1e6, bytesPerSecond: 1e11 }],
      }),
      commandLines: bounded('calibration.json'),
    },
    {
      name: 'paper.json',
      content: JSON.stringify({
        platform: { runtime: 'onnxruntime', version: '1', device: 'cpu', threads: 1, machine: { processor: 'x' } },
        verdicts: [{ guideline: 'G3', columns: 4, holding: 0, here: [1, 2], paper: [3, 4], holds: 'no' }],
      }),
      commandLines: [['lint', 'model.onnx', '--platform', 'paper.json']],
    },
    {
      name: 'known.json',
      content: JSON.stringify({
        version: 1,
        models: { 'model.onnx': [{ fingerprint: 'a', rule: 'G1', message: 'b' }] },
      }),
      commandLines: [
        ['lint', 'model.onnx', '--baseline', 'known.json'],
        ['lint', 'model.onnx', '--baseline', 'known.json', '--update-baseline'],
      ],
    },
    {
      name: 'figures.csv',
      content: 'model,accuracy,"top ""5"""\nmodel.onnx,71.5%,1\r\nopen,,2\n\n',
      commandLines: [
        ['model.onnx', 'open.onnx', '--summary', '--extra', 'figures.csv'],
        ['model.onnx', '--summary', '--extra', 'figures.csv', '--format', 'html'],
      ],
    },
  ];
}

/** A copy of such a file in which something is not as netstat writes it. */
export function damageSaved({ name, content }: SavedFile, random: Random): Uint8Array {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const damaged = content.startsWith('{')
    ? content
        .split('\n')
        .map((line) => (line.startsWith('{') ? damageLine(line, random) : line))
        .join('\n')
    : content
        .split(/(?<=[,\n])/u)
        .flatMap((part) =>
          random.chance(0.1) ? [random.pick([part + part, '"', '\r', '1e999', '__proto__,', ''])] : [part],
        )
        .join('');
  const bytes = random.chance(0.2) ? mutate(encode(damaged), random.integer(1, 1e9)) : encode(damaged);
  if (!name.endsWith('.gz')) return bytes;
  const packed = gzipSync(bytes);
  return random.chance(0.2) ? mutate(packed, random.integer(1, 1e9)) : packed;
}

function damageLine(line: string, random: Random): string {
  try {
    return JSON.stringify(damageJson(JSON.parse(line), random)) ?? '';
  } catch {
    // A document of several lines: it is damaged as a whole.
    return line;
  }
}
