import { describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../../fixtures/build/model.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

interface Event {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: Readonly<Record<string, string | number>>;
  readonly tid?: number;
}

function trace(...events: readonly Event[]): string {
  return JSON.stringify(
    events.map(({ tid = 1, ...event }) => ({ ph: 'X', pid: tid < 0 ? -1 : 1, tid, args: {}, ...event })),
  );
}

const run = (ts: number, dur: number): Event => ({ cat: 'Session', name: 'model_run', ts, dur });
const kernel = (name: string, ts: number, dur: number, args = {}): Event => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  ts,
  dur,
  args: { op_name: 'Conv', provider: 'CPUExecutionProvider', ...args },
});

describe('onnxruntime-trace', () => {
  it('sums the calls of each run, leaves the first runs out, and reads microseconds', async () => {
    const text = trace(
      { cat: 'Session', name: 'session_initialization', ts: 0, dur: 10 },
      run(100, 5000),
      kernel('stem/conv', 110, 4000),
      kernel('fc', 4200, 500),
      run(6000, 900),
      kernel('stem/conv', 6010, 500),
      kernel('stem/conv', 6600, 100),
      kernel('fc', 6800, 50),
      run(7000, 700),
      kernel('stem/conv', 7010, 400),
      kernel('fc', 7500, 50),
    );
    const measurement = await importProfile({ 'trace.json': text }, undefined, 1);
    expect(measurement).toMatchObject({
      runtime: 'onnxruntime',
      device: 'cpu',
      runs: 2,
      warmup: 1,
      profiled: { medianMs: 0.8, runs: 2 },
    });
    expect(measurement.kernels.map(({ name, medianMs }) => [name, medianMs])).toEqual([
      ['stem/conv', 0.5],
      ['fc', 0.05],
    ]);
  });

  it('gives a fused convolution its activation and its addition without the optimised model', async () => {
    const fused = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [1, 8, 8, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8, 1, 1]), weight('low', 'float32', [])],
      nodes: [
        node('Conv', ['x', 'w'], ['a'], {}, { name: 'first' }),
        node('Clip', ['a', 'low'], ['b'], {}, { name: 'clip' }),
        node('Conv', ['b', 'w'], ['c'], {}, { name: 'second' }),
        node('Add', ['c', 'b'], ['d'], {}, { name: 'add' }),
        node('Relu', ['d'], ['e'], {}, { name: 'relu' }),
        node('Conv', ['e', 'w'], ['y'], {}, { name: 'third' }),
      ],
    });
    const text = trace(
      run(0, 9),
      kernel('ReorderInput', 1, 1, { op_name: 'ReorderInput' }),
      kernel('first', 2, 2, { op_name: 'FusedConv' }),
      kernel('c_nchwc', 4, 2),
      kernel('third', 6, 2),
    );
    const measurement = await importProfile({ 'trace.json': text }, fused);
    expect(kernelsOf(measurement, fused)).toMatchObject({
      first: [0.002, 'first', 'clip'],
      c_nchwc: [0.002, 'second', 'add', 'relu'],
      third: [0.002, 'third'],
    });
    expect(measurement.explainedShare).toBe(1);
  });

  it('joins what fusions have renamed, by names alone', async () => {
    const text = trace(
      run(0, 100),
      kernel('stem/relu_out_nchwc', 1, 10),
      kernel('b/conv', 12, 10),
      kernel('b/Mul/QuickGeluFusion/', 23, 5),
      kernel('ReorderOutput_token_3', 30, 2),
      kernel('fc/MatMulAddFusion', 40, 5),
    );
    expect(kernelsOf(await importProfile({ 'trace.json': text }))).toEqual({
      'stem/relu_out_nchwc': [0.01, 'stem/conv', 'stem/relu'],
      'b/conv': [0.01, 'b/conv'],
      'b/Mul/QuickGeluFusion/': [0.005, 'b/Sigmoid', 'b/Mul'],
      ReorderOutput_token_3: [0.002],
      'fc/MatMulAddFusion': [0.005, 'pool', 'flatten', 'fc'],
    });
  });

  it('joins by the tensors of the optimised model where there is one', async () => {
    const optimised = model({
      opset: 17,
      domains: { 'com.microsoft': 1, 'com.microsoft.nchwc': 1 },
      inputs: [value('x', 'float32', [1, 8, 8, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [8, 8, 1, 1])],
      nodes: [
        node(
          'FusedConv',
          ['x', 'w'],
          ['stem/relu_out'],
          { activation: 'Relu' },
          { name: 'fused 1', domain: 'com.microsoft' },
        ),
        node('QuickGelu', ['stem/relu_out'], ['b/out'], {}, { name: 'fused 2', domain: 'com.microsoft' }),
        node('ReorderOutput', ['b/out'], ['p'], {}, { name: 'moved', domain: 'com.microsoft.nchwc' }),
      ],
    });
    const text = trace(run(0, 100), kernel('fused 1', 1, 10), kernel('fused 2', 20, 20), kernel('moved', 50, 1));
    expect(kernelsOf(await importProfile({ 'trace.json': text, 'optimised.onnx': optimised }))).toEqual({
      'fused 1': [0.01, 'stem/conv', 'stem/relu'],
      'fused 2': [0.02, 'b/conv', 'b/Sigmoid', 'b/Mul'],
      moved: [0.001],
    });
  });

  it('leaves out an event that ends before it begins', async () => {
    const text = trace(run(0, 100), kernel('stem/conv', 1, -5), kernel('fc', 10, 5));
    expect(Object.keys(kernelsOf(await importProfile({ 'trace.json': text })))).toEqual(['fc']);
  });

  it('takes from a node the time of the nodes in its body', async () => {
    const text = trace(
      run(0, 1000),
      kernel('stem/conv', 10, 500),
      kernel('b/conv', 50, 200),
      kernel('b/Mul', 300, 100),
      kernel('fc', 600, 50),
    );
    expect((await importProfile({ 'trace.json': text })).kernels.map(({ medianMs }) => medianMs)).toEqual([
      0.2, 0.2, 0.1, 0.05,
    ]);
  });

  it('counts what a device did, not the time to hand it over', async () => {
    const gpu = { provider: 'WebGpuExecutionProvider' };
    const text = trace(
      run(0, 10_000),
      kernel('stem/conv', 10, 30, gpu),
      kernel('fc', 50, 20),
      { cat: 'Api', name: 'stem/conv_token_1&Conv&MatMul', ts: 100, dur: 4000, tid: -1 },
      { cat: 'Api', name: 'stem/conv_token_1&Conv&Pad', ts: 5000, dur: 1000, tid: -1 },
    );
    const measurement = await importProfile({ 'trace.json': text });
    expect(kernelsOf(measurement)).toMatchObject({
      'stem/conv_token_1': [5, 'stem/conv'],
      fc: [0.02, 'b/conv', 'b/Sigmoid', 'b/Mul', 'pool', 'flatten', 'fc'].toSpliced(1, 0, 'stem/relu'),
    });
  });

  it('gives what CUDA did to the node before it, in the run of that node', async () => {
    const gpu = { provider: 'CUDAExecutionProvider' };
    const deviceFunction = (ts: number, dur: number): Event => ({
      cat: 'Kernel',
      name: 'void cudnn::gemm<float>',
      ts,
      dur,
      tid: -1,
      args: { op_name: 'Conv', stream: '7' },
    });
    // The device is done with the first run after the second has begun.
    const text = trace(
      run(0, 100),
      kernel('stem/conv', 10, 30, gpu),
      deviceFunction(20, 300),
      deviceFunction(320, 100),
      kernel('b/conv', 50, 20, gpu),
      deviceFunction(420, 50),
      run(500, 100),
      kernel('stem/conv', 510, 30, gpu),
      deviceFunction(520, 500),
      kernel('b/conv', 550, 20, gpu),
      deviceFunction(1020, 150),
    );
    const { kernels } = await importProfile({ 'trace.json': text }, undefined, 1);
    expect(kernels.map(({ name, medianMs }) => [name, medianMs])).toEqual([
      ['stem/conv', 0.5],
      ['b/conv', 0.15],
    ]);
  });

  it('takes no time to hand work over for the time of the work', async () => {
    const text = trace(
      run(0, 1000),
      kernel('stem/conv', 10, 30, { provider: 'DmlExecutionProvider' }),
      kernel('fc', 50, 20),
    );
    const { kernels, notes, removed } = await importProfile({ 'trace.json': text });
    expect(kernels.map(({ name }) => name)).toEqual(['fc']);
    expect(notes.join('\n')).toContain(
      'the trace says of DmlExecutionProvider only how long it took to hand the work over',
    );
    expect(removed).toEqual([]);
  });

  it('ignores what older versions write beside kernels, and knows nodes without names by their place', async () => {
    const unnamed = analyseModel({
      opset: 17,
      inputs: [value('x', 'float32', [4])],
      outputs: ['y'],
      nodes: [node('Exp', ['x'], ['e']), node('Neg', ['e'], ['y'])],
    });
    const text = trace(
      run(0, 100),
      kernel('Exp_0', 1, 10),
      { cat: 'Node', name: 'Exp_0_fence_before', ts: 11, dur: 50 },
      kernel('Neg_1', 70, 20),
    );
    const { kernels } = await importProfile({ 'trace.json': text }, unnamed);
    expect(kernels).toMatchObject([
      { name: 'Exp_0', layers: [0], medianMs: 0.01 },
      { name: 'Neg_1', layers: [1], medianMs: 0.02 },
    ]);
  });

  it('reads a trace that was cut short, and the most memory in use', async () => {
    const text = trace(
      run(0, 100),
      kernel('stem/conv', 1, 10, { mem_in_use_peak: '4096' }),
      kernel('fc', 20, 10, { mem_in_use_peak: '8192' }),
      kernel('lost', 30, 10),
    );
    const { kernels, peakMemoryBytes } = await importProfile({ 'trace.json': text.slice(0, text.lastIndexOf('lost')) });
    expect(kernels.map(({ name }) => name)).toEqual(['stem/conv', 'fc']);
    expect(peakMemoryBytes).toBe(8192);
  });

  it('says when no kernel is in it', async () => {
    await expect(importProfile({ 'trace.json': trace(run(0, 10)) })).rejects.toThrow(
      /no kernel is in this onnxruntime trace/u,
    );
  });
});
