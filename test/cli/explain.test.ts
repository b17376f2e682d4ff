import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { conventions } from '../../src/conventions/index.js';
import { netstat } from '../testers/run-netstat.js';

describe('netstat explain', () => {
  it('a layer: its formula, with its numbers, to the total', () => {
    const { status, stdout } = netstat(['explain', 'fixtures/mobilenet-v2.onnx', '/features.0/Conv']);
    expect(status).toBe(0);
    expect(stdout).toContain('N·Cout·∏out·(Cin/g)·∏k');
    expect(stdout).toContain('1·32·(112·112)·(3/1)·(3·3)');
    expect(stdout).toContain((32 * 112 * 112 * 3 * 9).toLocaleString('en-US'));
  });

  it('a layer by its place or the end of its name, if only one ends so', () => {
    expect(netstat(['explain', 'fixtures/mobilenet-v2.onnx', '0']).stdout).toContain('/features.0/Conv');
    expect(netstat(['explain', 'fixtures/mobilenet-v2.onnx', 'classifier/Gemm']).stdout).toContain('m·n·k');
  });

  it('a module as the sum of its layers', () => {
    const { status, stdout } = netstat(['explain', 'fixtures/mobilenet-v2.onnx', 'features.2']);
    expect(status).toBe(0);
    // An inverted residual of 16 → 96 → 24 channels, from 112 × 112 to 56 × 56 pixels.
    const products = 112 * 112 * 16 * 96 + 56 * 56 * 9 * 96 + 56 * 56 * 96 * 24;
    expect(stdout).toContain(products.toLocaleString('en-US'));
    expect(stdout).toContain(`${((100 * products) / 300_774_272).toFixed(1)}%`);
  });

  it('a layer, a module and a number of a saved report', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'netstat-explain-'));
    try {
      const saved = path.join(folder, 'saved.json');
      writeFileSync(saved, netstat(['fixtures/mobilenet-v2.onnx', '--format', 'json']).stdout);
      const layer = netstat(['explain', saved, '/features.0/Conv']);
      expect(layer.status).toBe(0);
      expect(layer.stdout).toContain((32 * 112 * 112 * 27).toLocaleString('en-US'));
      expect(layer.stdout).toContain('a saved report does not tell them');
      const module = ['explain', 'fixtures/mobilenet-v2.onnx', 'features.2'];
      expect(netstat(module.toSpliced(1, 1, saved)).stdout).toBe(netstat(module).stdout);
      expect(netstat(['explain', saved, '--number', '300774272']).stdout).toContain("netstat's multiply-adds");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps to a terminal of 80 columns', () => {
    const given = [
      ['fixtures/mobilenet-v2.onnx', 'features.0'],
      ['fixtures/mobilenet-v2.onnx', 'features.2'],
      ['fixtures/mobilenet-v2.onnx', '--number', '0.3G'],
      ['fixtures/language-model.onnx', 'Softmax'],
      ['LSTM'],
      ['Attention'],
    ];
    for (const each of given) {
      const { stdout } = netstat(['explain', ...each], { env: { COLUMNS: '80' } });
      const long = stdout.split('\n').filter((line) => [...line].length > 80 && !/^ *https?:\/\/\S+$/u.test(line));
      expect(long, each.join(' ')).toEqual([]);
    }
  });

  it.each([
    ['0.30G', 'multiply-adds'],
    ['0.3 GMac', 'multiply-adds'],
    ['300.8M', 'multiply-adds'],
    ['3.5M', 'params'],
    ['13.3 MiB', 'weight bytes'],
    // 620,718,344 FLOPs over 119,435,736 bytes.
    ['5.20', 'arithmetic intensity'],
  ])('a number as a tool prints it: %s', (number, figure) => {
    const { status, stdout } = netstat(['explain', 'fixtures/mobilenet-v2.onnx', '--number', number]);
    expect(status).toBe(0);
    expect(stdout).toContain(`${number} is\n`);
    expect(stdout).toContain(`netstat's ${figure}`);
  });

  it('a number that is none of the model, beside counts but no ratios', () => {
    const { stdout } = netstat(['explain', 'fixtures/mobilenet-v2.onnx', '--number', '6']);
    expect(stdout).toContain("netstat's layers");
    expect(stdout).not.toMatch(/arithmetic intensity|0\.0000 times/u);
  });

  it('an operator, however it is capitalised', () => {
    const { status, stdout } = netstat(['explain', 'softmax']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Softmax {2}activation {2}opset 1 to 12[^]*Softmax {2}activation {2}opset from 13/u);
  });

  it('a rule by its id or guideline', () => {
    const page = netstat(['explain', 'unequal-channel-width']);
    expect(page.status).toBe(0);
    expect(page.stdout).toContain('G1');
    expect(netstat(['explain', 'g1']).stdout).toBe(page.stdout);
    const { stdout } = netstat(['explain', 'g1'], { env: { COLUMNS: '80' } });
    const long = stdout.split('\n').filter((line) => [...line].length > 80);
    expect(long, 'only code is wider than the terminal').toEqual(long.filter((line) => /^ {4}\S.*;$/u.test(line)));
  });

  it('whose number a count is', () => {
    const { status, stdout } = netstat(['explain', 'fixtures/mobilenet-v2.onnx', '--number', '300,774,272']);
    expect(status).toBe(0);
    expect(stdout).toContain('300,774,272 is');
    expect(stdout).toContain("netstat's multiply-adds");
    expect(stdout).toContain("onnxsim's macs");
  });

  it.each([
    [['explain', 'Convv'], 'did you mean Conv'],
    [['explain', 'fixtures/mobilenet-v2.onnx'], 'name a layer'],
    [['explain', 'fixtures/mobilenet-v2.onnx', '/features.0/Convv'], '/features.0/Conv'],
    [['explain', 'fixtures/mobilenet-v2.onnx', '--number', 'many'], 'should be a count'],
    [['explain', 'nowhere.onnx', 'layer'], 'there is no such file'],
  ])('%j is one line of what is wrong', (given, words) => {
    const { status, stdout, stderr } = netstat(given);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words);
  });
});

describe('netstat --convention', () => {
  it('adds the count of the other tool, layer by layer and in total', () => {
    const { status, stdout } = netstat(['fixtures/mobilenet-v2.onnx', '--convention', 'onnxsim', '--format', 'json']);
    expect(status).toBe(0);
    const {
      models: [report],
    } = JSON.parse(stdout) as { models: [{ convention: { name: string; total: number; layers: number[] } }] };
    expect(report.convention).toMatchObject({ name: 'onnxsim', total: 300_774_272 });
    expect(report.convention.layers.reduce((sum, count) => sum + count)).toBe(300_774_272);
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--convention', 'torchstat']).stdout).toContain('MAdd');
  });
  it('lists in the help every tool whose convention is known', () => {
    const help = netstat(['--help']).stdout.replaceAll(/\s+/g, ' ');
    for (const { name } of conventions) expect(help).toContain(name);
  });
  it('of a name that there is none of suggests the near one', () => {
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--convention', 'onnxtool']).stderr).toContain('onnx-tool');
  });
});

describe('netstat explain of a figure', () => {
  it('says the meaning, and the names in columns, JSON, budgets and comparisons', () => {
    const { status, stdout } = netstat(['explain', 'memory-access-fused'], { env: { COLUMNS: '80' } });
    expect(status).toBe(0);
    expect(stdout).toContain('Bytes that layers read and write');
    for (const use of [
      '--columns memory-access-fused,',
      '--rule max-memory-access-fused=',
      '--max-increase memory-access-fused=',
    ]) {
      expect(stdout).toContain(use);
    }
    expect(stdout).not.toMatch(/\]\(/u);
  });

  it('names fields that JSON has', () => {
    const { stdout } = netstat(['fixtures/lstm.onnx', '--format', 'json']);
    const { models } = JSON.parse(stdout);
    for (const name of ['params', 'multiply-adds', 'peak-activations', 'arithmetic-intensity', 'model-size']) {
      const [, fields = ''] = /^ *JSON +(.+)$/mu.exec(netstat(['explain', name]).stdout) ?? [];
      for (const field of fields.split(', ')) {
        const [holder = '', key = ''] = field.split('.');
        const [model] = models;
        expect(holder === 'totals' ? model.totals : model.layers[0], field).toHaveProperty(key);
      }
    }
  });

  it('knows an earlier name, a column that is no figure, and names what is near', () => {
    expect(netstat(['explain', 'activations']).stdout).toContain('peak-activations');
    expect(netstat(['explain', 'bound-by']).stdout).toContain('compute or memory');
    const { status, stderr } = netstat(['explain', 'memory-acess']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('did you mean memory-access?')]);
  });
});
