import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

// Written by hand after what OpenVINO's benchmark_app documents; see docs/measuring.md.
const counters = [
  'layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms);',
  'stem/relu;EXECUTED;Convolution;brgconv_avx2_FP32;0.412;0.412;',
  'stem/conv;NOT_RUN;Convolution;undef;0.000;0.000;',
  'b/out;EXECUTED;Convolution;brgconv_avx2_FP32;0.300;0.300;',
  'fc;EXECUTED;MatMul;brgemm_avx2_FP32;0.100;0.100;',
  'flatten;OPTIMIZED_OUT;Reshape;undef;0.000;0.000;',
  'Total;;;;0.812;0.812;',
].join('\n');

describe('openvino', () => {
  it('joins what ran by names of nodes and tensors, and what was fused to what took it in', async () => {
    const measurement = await importProfile({ 'counters.csv': counters });
    expect(kernelsOf(measurement)).toEqual({
      'stem/relu': [0.412, 'stem/conv', 'stem/relu'],
      'b/out': [0.3, 'b/conv', 'b/Sigmoid', 'b/Mul'],
      fc: [0.1, 'pool', 'flatten', 'fc'],
    });
    expect(measurement).toMatchObject({ runtime: 'OpenVINO', joinedShare: 1, removed: [] });
  });

  it('takes the nodes that the execution graph lists', async () => {
    const graph = `<?xml version="1.0"?><net name="n"><layers>
      <layer id="0" name="stem/relu" type="Convolution">
        <data execTimeMcs="412" originalLayersNames="stem/conv,stem/relu"/>
      </layer>
      <layer id="1" name="fc" type="MatMul">
        <rt_info><attribute name="originalLayersNames" version="0" value="pool,flatten,fc"/></rt_info>
      </layer>
    </layers></net>`;
    const { notes, ...measurement } = await importProfile({ 'counters.csv': counters, 'graph.xml': graph });
    expect(kernelsOf({ ...measurement, notes })).toMatchObject({
      'stem/relu': [0.412, 'stem/conv', 'stem/relu'],
      fc: [0.1, 'pool', 'flatten', 'fc'],
    });
    expect(notes.join('\n')).not.toContain('-exec_graph_path');
  });

  it('says which layer has no time', async () => {
    for (const time of ['soon', '-0.1']) {
      await expect(importProfile({ 'counters.csv': counters.replace('0.300', time) })).rejects.toThrow(
        /the layer b\/out has no time/u,
      );
    }
  });

  it('says what its header lacks', async () => {
    await expect(importProfile({ 'counters.csv': 'layerName;execStatus;layerType\na;EXECUTED;b\n' })).rejects.toThrow(
      /the header should name layerName, execStatus and realTime \(ms\)/u,
    );
  });
});
