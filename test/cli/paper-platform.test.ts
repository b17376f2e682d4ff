import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingReport, ReportDocument } from '../../src/report/index.js';
import { netstat } from '../testers/run-netstat.js';

/** A network with findings of G1 and G4. */
const model = 'fixtures/mobilenet-v2.onnx';
const sweep = 'test/platform/recorded-sweep.jsonl.gz';

const paperOf = (processor: string, threads = 1): string =>
  JSON.stringify({
    kind: 'netstat paper',
    platform: { runtime: 'onnxruntime', version: '1.30.0', device: 'cpu', threads, machine: { processor } },
    tables: [],
    verdicts: [
      { guideline: 'G1', columns: 6, holding: 0, here: [0.99, 1.03], paper: [0.51, 0.83], holds: 'no' },
      { guideline: 'G2', columns: 6, holding: 5, here: [0.58, 0.74], paper: [0.26, 0.78], holds: 'yes' },
      { guideline: 'G4', columns: 6, holding: 3, here: [0.7, 1], paper: [0.81, 0.93], holds: 'partly' },
    ],
  });

const sentence =
  'breaking G1 costs nothing on this platform: widths of 1:12 ran at 0.99 to 1.03 × the speed of equal ones';

function findingsOf(stdout: string, guideline: string): readonly FindingReport[] {
  const [report] = (JSON.parse(stdout) as ReportDocument).models;
  if (report === undefined || 'error' in report) throw new Error('no report');
  return report.findings.filter((finding) => finding.guideline === guideline);
}

describe('lint on a platform where the paper was run', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-paper-'));
  const paper = path.join(folder, 'paper.json');
  const lint = (...given: readonly string[]) => netstat(['lint', model, ...given]);
  beforeAll(() => writeFileSync(paper, paperOf('some processor')));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds a guideline that does not hold there for information, and leaves the others', () => {
    const plain = lint('--format', 'json').stdout;
    const there = lint('--platform', paper, '--format', 'json').stdout;
    expect(findingsOf(plain, 'G1').length).toBeGreaterThan(0);
    expect(new Set(findingsOf(plain, 'G1').map(({ severity }) => severity))).toEqual(new Set(['warning']));
    for (const { severity, message, verdict } of findingsOf(there, 'G1')) {
      expect(severity).toBe('info');
      expect(message.endsWith(`; ${sentence}, measured`), message).toBe(true);
      expect(verdict).toMatchObject({ holding: 0, columns: 6, here: [0.99, 1.03] });
    }
    const partsOf = (text: string) => findingsOf(text, 'G4').map(({ severity, message }) => ({ severity, message }));
    expect(partsOf(there)).toEqual(partsOf(plain));
  });

  it('counts such findings as no warnings', () => {
    const only = ['--rule', 'G4=off', '--max-warnings', '0'];
    expect(lint(...only).status).toBe(1);
    expect(lint(...only, '--platform', paper).status).toBe(0);
  });

  it('says so in SARIF, Markdown and on the page', () => {
    const { runs } = JSON.parse(lint('--platform', paper, '--format', 'sarif').stdout) as Log;
    const results = runs.flatMap(({ results: each }) => each ?? []);
    const judged = results.filter(({ ruleId }) => ruleId === 'unequal-channel-width');
    expect(judged.length).toBeGreaterThan(0);
    for (const { level, message } of judged) {
      expect(level).toBe('note');
      expect(message.text).toContain(sentence);
    }
    expect(lint('--platform', paper, '--format', 'markdown').stdout.replaceAll('&#58;', ':')).toContain(sentence);
    expect(lint('--platform', paper, '--format', 'html').stdout).toContain(sentence);
    expect(lint('--platform', paper).stdout.replaceAll(/\s+/gu, ' ')).toContain(sentence);
  });

  it('finds them in the file of a platform that was made with the run', () => {
    const file = path.join(folder, 'platform.json');
    expect(netstat(['calibrate', '--from', sweep, paper, '-o', file]).status).toBe(0);
    const { verdicts } = JSON.parse(readFileSync(file, 'utf8')) as { readonly verdicts: readonly unknown[] };
    expect(verdicts).toHaveLength(3);
    const there = findingsOf(lint('--platform', file, '--format', 'json').stdout, 'G1');
    const refuted = there.filter(({ worth }) => worth?.gains !== true);
    expect(refuted.length).toBeGreaterThan(0);
    for (const { severity, message } of refuted) {
      expect(severity).toBe('info');
      expect(message).toContain(sentence);
    }
    for (const { severity, worth } of there) if (worth?.gains === true) expect(severity).toBe('warning');
  });

  it('refuses a run of another platform for that file', () => {
    const other = path.join(folder, 'other.json');
    writeFileSync(other, paperOf('some processor', 4));
    const { status, stderr } = netstat(['calibrate', '--from', sweep, other, '-o', path.join(folder, 'none.json')]);
    expect(status).toBe(2);
    expect(stderr).toContain('the guidelines were judged on onnxruntime, cpu, 4 threads');
  });

  it('finds the run of this machine by the name here, and not that of another one', () => {
    const cache = path.join(folder, 'onnx-netstat');
    mkdirSync(cache);
    const kept = path.join(cache, 'paper-onnxruntime-cpu-1.json');
    const here = () =>
      netstat(['lint', model, '--platform', 'here', '--format', 'json'], { env: { XDG_CACHE_HOME: folder } });
    writeFileSync(kept, paperOf('some processor'));
    expect(here().status).toBe(2);
    writeFileSync(kept, paperOf(cpus()[0]?.model.trim() ?? ''));
    expect(findingsOf(here().stdout, 'G1').map(({ severity }) => severity)).toContain('info');
  });
});
