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
