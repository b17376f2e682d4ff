import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { netstat, program } from '../testers/run-netstat.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)('docs/python.md: the figures are read from Python as printed (skipped without python3)', () => {
  const page = readFileSync('docs/python.md', 'utf8');
  const [, code = ''] = /```python\n(import json[^]*?)```/u.exec(page) ?? [];
  const runnable = code
    .replace('["npx", "onnx-netstat",', `[${JSON.stringify(process.execPath)}, ${JSON.stringify(program)},`)
    .replace('"model.onnx"', '"fixtures/shufflenet-v2.onnx"');
  expect(runnable).not.toContain('npx');
  const { status, stdout, stderr } = spawnSync('python3', ['-c', runnable], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const { models } = JSON.parse(netstat(['fixtures/shufflenet-v2.onnx', '--format', 'json']).stdout) as {
    readonly models: readonly { readonly totals: { readonly multiplyAdds: number; readonly params: number } }[];
  };
  const [first, ...layers] = stdout.trim().split('\n');
  expect(first).toBe(`${models[0]?.totals.multiplyAdds} ${models[0]?.totals.params}`);
  expect(layers).toHaveLength(5);
});

it('skills/onnx-netstat/SKILL.md names options and commands that there are, within 60 lines', () => {
  const skill = readFileSync('skills/onnx-netstat/SKILL.md', 'utf8');
  expect(skill.trim().split('\n').length).toBeLessThanOrEqual(60);
  const helps = ['', 'lint', 'compare', 'explain', 'measure'].map(
    (command) => netstat([command, '--help'].filter(Boolean)).stdout,
  );
  for (const [option] of skill.matchAll(/--[a-z][a-z-]+/gu)) expect(helps.join('\n'), option).toContain(option);
});
