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
    `const [mobilenet, shufflenet] = ['mobilenet-v2', 'shufflenet-v2'].map((name) => '${process.cwd()}/fixtures/' + name + '.onnx');\n${program}`,
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

  it('says in a line what is wrong, and shows no page of its own code', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['await inspect(mobilenet, { dimz: { N: 1 } })', /dimz: inspect has no such option; did you mean dims\?/u],
      ['await inspect(Promise.resolve(new Uint8Array()))', /was given a promise: await the source/u],
      ['await inspect(7)', /inspect takes bytes, a Blob or a byte source; in Node also a path or an address/u],
      ["await render(await inspect(mobilenet), 'tabel')", /tabel: there is no such format; did you mean table\?/u],
    ];
    for (const [call, message] of cases) {
      const { stderr } = run(`import { inspect, render } from 'onnx-netstat';\n${call};`);
      expect(stderr).toMatch(message);
      expect(stderr.length, call).toBeLessThan(3000);
    }
  });
});
