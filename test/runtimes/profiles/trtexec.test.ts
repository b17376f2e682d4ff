import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

// Written by hand after what TensorRT documents; see docs/measuring.md.
const profile = JSON.stringify([
  { count: 100 },
  {
    name: 'Reformatting CopyNode for Input Tensor 0 to stem/conv + stem/relu',
    timeMs: 1.2,
    averageMs: 0.012,
    medianMs: 0.012,
    percentage: 3.1,
  },
  { name: 'stem/conv + stem/relu', timeMs: 8, averageMs: 0.08, medianMs: 0.079, percentage: 20.6 },
  { name: 'b/conv', timeMs: 4, averageMs: 0.04, percentage: 10 },
  { name: 'PWN(PWN(b/Sigmoid), b/Mul)', timeMs: 2, percentage: 5.2 },
  { name: '{ForeignNode[pool...fc]}', timeMs: 3, averageMs: 0.03, medianMs: 0.03, percentage: 8 },
]);

describe('trtexec', () => {
  it('joins by the names of layers', async () => {
    const measurement = await importProfile({ 'profile.json': profile });
    expect(kernelsOf(measurement)).toEqual({
      'Reformatting CopyNode for Input Tensor 0 to stem/conv + stem/relu': [0.012],
      'stem/conv + stem/relu': [0.079, 'stem/conv', 'stem/relu'],
      'b/conv': [0.04, 'b/conv'],
      'PWN(PWN(b/Sigmoid), b/Mul)': [0.02, 'b/Sigmoid', 'b/Mul'],
      '{ForeignNode[pool...fc]}': [0.03, 'pool', 'flatten', 'fc'],
    });
    expect(measurement).toMatchObject({ runtime: 'TensorRT', removed: [], endToEnd: undefined });
    expect(measurement.overheadMs).toBeCloseTo(0.012);
    expect(measurement.notes.join('\n')).toContain('give the file of --exportLayerInfo');
  });

  it('joins what TensorRT has merged side by side', async () => {
    const times = JSON.stringify([{ count: 10 }, { name: 'stem/conv || b/conv + stem/relu', averageMs: 0.5 }]);
    expect(kernelsOf(await importProfile({ 'profile.json': times }))).toEqual({
      'stem/conv || b/conv + stem/relu': [0.5, 'stem/conv', 'stem/relu', 'b/conv'],
    });
  });

  it('joins by the ONNX nodes that detailed layer information lists', async () => {
    const times = JSON.stringify([
      { count: 10 },
      { name: '__myl_Conv_myl0_1', timeMs: 5, averageMs: 0.5, medianMs: 0.5 },
      { name: '__myl_Gemm_myl0_2', timeMs: 1, averageMs: 0.1, medianMs: 0.1 },
    ]);
    const information = JSON.stringify({
      Layers: [
        {
          Name: '__myl_Conv_myl0_1',
          LayerType: 'kgen',
          Outputs: [{ Name: '__mye1' }],
          Metadata: '[ONNX Layer: stem/conv]\u001E[ONNX Layer: stem/relu]',
        },
        { Name: '__myl_Gemm_myl0_2', LayerType: 'gemm', Outputs: [{ Name: 'y' }], Metadata: '' },
      ],
      Bindings: ['x', 'y'],
    });
    const measurement = await importProfile({ 'profile.json': times, 'layers.json': information });
    expect(kernelsOf(measurement)['__myl_Conv_myl0_1']).toEqual([0.5, 'stem/conv', 'stem/relu']);
    // By its output; what is between goes with it.
    expect(kernelsOf(measurement)['__myl_Gemm_myl0_2']).toEqual([
      0.1,
      'b/conv',
      'b/Sigmoid',
      'b/Mul',
      'pool',
      'flatten',
      'fc',
    ]);
  });

  it('takes layer information that is names only', async () => {
    const measurement = await importProfile({
      'profile.json': profile,
      'layers.json': '{"Layers": ["stem/conv + stem/relu", "b/conv"], "Bindings": []}',
    });
    expect(kernelsOf(measurement)['b/conv']).toEqual([0.04, 'b/conv']);
  });

  it('takes a sum of times for none where the runs are not counted', async () => {
    await expect(importProfile({ 'profile.json': '[{"name": "b/conv", "timeMs": 4}]' })).rejects.toThrow(
      /the layer b\/conv has no medianMs, averageMs or timeMs whose count of runs is told/u,
    );
    const { notes } = await importProfile({ 'profile.json': '[{"name": "b/conv", "timeMs": 4, "averageMs": 0.04}]' });
    expect(notes).toContain('times are means');
  });

  it('says what its times are', async () => {
    expect((await importProfile({ 'profile.json': profile })).notes).toContain(
      'times are medians, or means of layers that have none, of 100 runs',
    );
    expect(
      (await importProfile({ 'profile.json': '[{"count": 9}, {"name": "b/conv", "medianMs": 4}]' })).notes,
    ).toContain('times are medians of 9 runs');
  });

  it('says which layer has no time', async () => {
    await expect(importProfile({ 'profile.json': '[{"count": 1e-308}, {"name": "a", "timeMs": 4}]' })).rejects.toThrow(
      /whose count of runs is told/u,
    );
    await expect(importProfile({ 'profile.json': '[{"count": 1}, {"name": "a", "averageMs": -1}]' })).rejects.toThrow(
      /the layer a has no medianMs/u,
    );
    await expect(importProfile({ 'profile.json': '[{"count": 1}, {"name": "a", "averageMs": "x"}]' })).rejects.toThrow(
      /the layer a has no medianMs, averageMs or timeMs/u,
    );
  });
});
