import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { netstat } from '../testers/run-netstat.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-library-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(process.cwd(), path.join(folder, 'node_modules/onnx-netstat'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program that has the built package installed. */
function run(program: string): { readonly stdout: string; readonly stderr: string } {
  const file = path.join(folder, 'program.mjs');
  writeFileSync(
    file,
    `const file = (name) => '${process.cwd()}/fixtures/' + name + '.onnx';
    const [mobilenet, shufflenet] = ['mobilenet-v2', 'shufflenet-v2'].map(file);
    ${program}`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { stdout, stderr };
}

describe('the built library', () => {
  it('compares reports as the command line does', () => {
    const { stdout, stderr } = run(`
      import { compare, inspect } from 'onnx-netstat';
      console.log(JSON.stringify(compare(await inspect(mobilenet), await inspect(shufflenet)).totals));`);
    const printed = netstat([
      'compare',
      'fixtures/mobilenet-v2.onnx',
      'fixtures/shufflenet-v2.onnx',
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout), stderr).toEqual((JSON.parse(printed.stdout) as { readonly totals: unknown }).totals);
  });

  it('renders reports in every format', () => {
    const { stdout, stderr } = run(`
      import { inspect, render } from 'onnx-netstat';
      const report = await inspect(mobilenet);
      for (const format of ['table', 'csv', 'markdown', 'html', 'json', 'jsonl', 'sarif', 'junit', 'github']) {
        console.log(format, (await render([report, report], format)).split('mobilenet-v2').length > 1);
      }`);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.endsWith(' true')),
      stdout + stderr,
    ).toEqual(Array.from({ length: 9 }, () => true));
  });

  it('lints as the command line does', () => {
    const { stdout, stderr } = run(`
      import { lint } from 'onnx-netstat';
      const rules = { 'max-params': { limit: '3M' } };
      for (const each of [
        await lint(mobilenet, { path: 'mobilenet', rules }),
        await lint(shufflenet, { rules, maxWarnings: 1000 }),
        await lint(shufflenet, { rules: { G1: 'error' } }),
        await lint(mobilenet, { maxWarnings: 0 }),
      ]) {
        const same = each.report.findings === each.findings;
        console.log(JSON.stringify({ ...each, report: each.report.model.path, same }));
      }`);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown> & { readonly findings: readonly object[] });
    // MobileNet V2 has 3.5 million parameters, ShuffleNet V2 2.3.
    expect(results, stderr).toMatchObject([
      { report: 'mobilenet', same: true, budgetsHold: false, passes: false, brokenBudgets: [{ rule: 'max-params' }] },
      { budgetsHold: true, passes: true, brokenBudgets: [] },
      { budgetsHold: true },
      { budgetsHold: true, passes: false },
    ]);
    const printed = netstat([
      'lint',
      'fixtures/mobilenet-v2.onnx',
      '--rule',
      'max-params=3M',
      '--format',
      'json',
      '--no-config',
    ]);
    const [model] = (JSON.parse(printed.stdout) as { readonly models: readonly { readonly findings: unknown }[] })
      .models;
    expect(results[0]?.findings).toEqual(model?.findings);
    expect(printed.status).toBe(1);
  });

  it('holds a budget of what is open to be broken', () => {
    const { stdout, stderr } = run(`
      import { lint } from 'onnx-netstat';
      const open = shufflenet.replace('.onnx', '.dynamic.onnx');
      const rules = { 'max-multiply-adds': { limit: '1G' } };
      const bound = await lint(open, { rules, dims: { N: 1 } });
      console.log((await lint(open, { rules })).budgetsHold, bound.budgetsHold);`);
    expect(stdout, stderr).toBe('false true\n');
  });

  it('explains a layer by name, part of a name and index', () => {
    const { stdout, stderr } = run(`
      import { readFileSync } from 'node:fs';
      import { explain } from 'onnx-netstat';
      const bytes = readFileSync(shufflenet);
      for (const layer of ['/stem/Conv', 'stem/conv', 0]) {
        const { label, derivations } = await explain(bytes, layer);
        console.log(label, derivations[0].figure, derivations[0].steps.at(-1));
      }`);
    // 24 channels of 112 × 112, each from 3 channels of 3 × 3.
    const line = `/stem/Conv multiply-adds ${(24 * 112 * 112 * 27).toLocaleString('en-US')}\n`;
    expect(stdout, stderr).toBe(line.repeat(3));
  });

  it('says in a line what is wrong, and shows no page of its own code', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['await inspect(mobilenet, { dimz: { N: 1 } })', /dimz: inspect has no such option; did you mean dims\?/u],
      ['await inspect(Promise.resolve(new Uint8Array()))', /was given a promise: await the source/u],
      ['await inspect(7)', /inspect takes bytes, a Blob or a byte source; in Node also a path or an address/u],
      ["await render(await inspect(mobilenet), 'tabel')", /tabel: there is no such format; did you mean table\?/u],
      ['await lint(mobilenet, { maxWarning: 1 })', /maxWarning: lint has no such option; did you mean maxWarnings\?/u],
      ['await lint(mobilenet, { maxWarnings: -1 })', /maxWarnings -1: should be a whole number from 0/u],
      ["await lint(mobilenet, { rules: { 'max-parms': { limit: 1 } } })", /there is no rule max-parms; did you mean/u],
      ["await explain(mobilenet, 'Dropout')", /mobilenet-v2\.onnx: there is no layer Dropout/u],
      ['await explain(mobilenet, 0, { layer: 1 })', /layer: explain has no such option/u],
      ['await measure(mobilenet, { thread: 2 })', /thread: measure has no such option; did you mean threads\?/u],
      ['await measure(mobilenet, { threads: 0 })', /threads 0: should be a whole number from 1/u],
      ["await measure(mobilenet, { level: 'al' })", /level al: there is no such level; did you mean all\?/u],
      ["await measure(mobilenet, { runtime: 'onnxrt' })", /runtime onnxrt: there is no such runtime/u],
      ["await measure('https://host/model.onnx')", /measure runs models from files/u],
      ["await render(await inspect(mobilenet), 'csv', { colunms: [] })", /colunms: render has no such option/u],
    ];
    for (const [call, message] of cases) {
      const { stderr } = run(`import { explain, inspect, lint, measure, render } from 'onnx-netstat';\n${call};`);
      expect(stderr).toMatch(message);
      expect(stderr.length, call).toBeLessThan(3000);
    }
  });
});
