import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

describe('plain-table', () => {
  it('reads names of nodes, of tensors, and of several nodes, as CSV', async () => {
    const measurement = await importProfile({
      'times.csv': 'name,ms\nstem/conv + stem/relu,1.5\nb/out,0.5\n"a, b",0.25\n',
    });
    expect(kernelsOf(measurement)).toEqual({
      'stem/conv + stem/relu': [1.5, 'stem/conv', 'stem/relu'],
      'b/out': [0.5, 'b/Mul'],
      'a, b': [0.25],
    });
    expect(measurement).toMatchObject({
      kernelsMs: 2.25,
      joinedShare: 2 / 2.25,
      overheadMs: 0.25,
      runtime: 'elsewhere',
    });
  });

  it('reads JSON, other units and separators, a mark at the start and lines of Windows', async () => {
    const [ms] = await Promise.all(
      [
        '[{"node": "fc", "us": 250}]',
        'layer;us\r\nfc;250\r\n',
        '\uFEFFoutput\tns\ny\t250000\n',
        '{"kernels": [{"Name": "fc", "Median_ms": 0.25}]}',
      ].map(async (text) => {
        expect(Object.values(kernelsOf(await importProfile({ 'times.txt': text })))).toEqual([[0.25, 'fc']]);
      }),
    );
    expect(ms).toBeUndefined();
  });

  it('takes a name that comes again for another run, and * for the whole model', async () => {
    const measurement = await importProfile(
      { 'times.csv': 'name,ms\nfc,9\nfc,1\nfc,3\nfc,2\n*,50\n*,12\n*,11\n*,10\n' },
      undefined,
      1,
    );
    expect(measurement).toMatchObject({ runs: 3, warmup: 1, kernelsMs: 1.5, endToEnd: { medianMs: 11.5 } });
  });

  it('says what is no time', async () => {
    await expect(importProfile({ 'times.csv': 'name,ms\nfc,fast\n' })).rejects.toThrow(
      /times\.csv: the time of fc is no number: fast/u,
    );
    await expect(importProfile({ 'times.csv': 'name,ms\nfc,\n' })).rejects.toThrow(/the time of fc is no number/u);
  });

  it('is not taken for what it is not', async () => {
    await expect(importProfile({ 'notes.txt': 'nothing of the kind' })).rejects.toThrow(
      /no profile of a known form; known are ai-hub, onnxruntime-trace, openvino, plain-table, qnn, tflite, trtexec/u,
    );
    await expect(importProfile({ 'empty.json': '' })).rejects.toThrow(/no profile of a known form/u);
  });
});
