import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { planArena } from '../../src/arena/index.js';
import { arenaText } from '../../src/cli/arena-text.js';
import { textWidth } from '../../src/text/index.js';
import { analyseModel } from '../testers/analyse-model.js';
import { netstat } from '../testers/run-netstat.js';

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-arena-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('netstat arena', () => {
  it('prints the block, what bounds it, and what is alive at the peak', () => {
    const { status, stdout } = netstat(['arena', 'fixtures/mobilenet-v2.onnx']);
    expect(status).toBe(0);
    // 112² · 96 and 56² · 96 floats.
    expect(stdout).toMatch(/^arena +5\.74 MiB +6,021,120 /mu);
    expect(stdout).toMatch(/^peak activations +5\.74 MiB +6,021,120 /mu);
    expect(stdout).toMatch(/^ +0 +4,816,896 .* 1×96×112×112 /mu);
    expect(stdout).toMatch(/^4,816,896 +1,204,224 .* 1×96×56×56 /mu);
  });

  it('is no wider than the terminal', () => {
    const analysis = analyseModel(mobileNetV2());
    const result = planArena(analysis, 64);
    if (result.kind === 'open') throw new Error('sizes are open');
    const lines = arenaText({ path: 'model.onnx', analysis, plan: result.plan }, 70).trimEnd().split('\n');
    const alive = lines.slice(lines.indexOf('') + 1);
    expect(lines.filter((line) => textWidth(line) > 70)).toEqual([]);
    expect(lines[1]).toBe('  65 activations, at multiples of 64 bytes');
    expect(alive.filter((line) => line.startsWith('  from ') || line.startsWith('  at '))).toHaveLength(2);
  });

  it('writes the plan as JSON and as CSV, by the name of the file', () => {
    const json = path.join(folder, 'plan.json');
    const csv = path.join(folder, 'plan.csv');
    expect(netstat(['arena', 'fixtures/lstm.onnx', '--alignment', '256', '-o', json]).status).toBe(0);
    expect(netstat(['arena', 'fixtures/lstm.onnx', '--alignment', '256', '-o', csv]).status).toBe(0);
    const plan: unknown = JSON.parse(readFileSync(json, 'utf8'));
    expect(plan).toMatchObject({
      model: { path: 'fixtures/lstm.onnx' },
      alignment: 256,
      buffers: [{ name: 'x', firstStep: 0 }, {}, {}, {}],
    });
    const lines = readFileSync(csv, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toBe('name,dtype,shape,bytes,offset,firstStep,lastStep,firstLayer,lastLayer,isInput,isOutput');
    // 50 steps of 4 sequences of 32 floats.
    expect(lines[1]).toMatch(/^x,float32,50x4x32,25600,\d+,0,1,,\/layers\.0\/LSTM,true,false$/u);
    expect(lines.slice(1).every((line) => Number(line.split(',')[4]) % 256 === 0)).toBe(true);
  });

  it('says what to bind, and takes it', () => {
    const model = 'fixtures/shufflenet-v2.dynamic.onnx';
    const { status, stderr } = netstat(['arena', model]);
    expect(status).toBe(2);
    const options = /bind it with (.+)$/mu.exec(stderr)?.[1]?.replaceAll('…', '64').split(' ') ?? [];
    expect(netstat(['arena', model, ...options]).status).toBe(0);
  });

  it.each([
    ['--alignment', '0', /--alignment 0: should be a number from 1/u],
    ['--format', 'html', /--format html: a plan cannot be written so; there are table, json, csv/u],
  ])('refuses %s %s in a line', (option, text, message) => {
    const { status, stdout, stderr } = netstat(['arena', 'fixtures/lstm.onnx', option, text]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
