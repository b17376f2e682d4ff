import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

// Written by hand after what onnxruntime documents of its QNN execution provider.
const header = 'Msg Timestamp,Message,Time,Unit of Measurement,Timing Source,Event Level,Event Identifier';

describe('qnn', () => {
  it('takes cycles for the time that the whole run says they have', async () => {
    const measurement = await importProfile({
      'qnn.csv': [
        header,
        '0,BACKEND,1000,CYCLES,BACKEND,ROOT,"Accelerator (execute) time (cycles)"',
        '0,BACKEND,500,US,BACKEND,ROOT,"Accelerator (execute) time"',
        '0,NODE,400,CYCLES,BACKEND,SUB-EVENT,"stem/conv:OpId_7 (cycles)"',
        '0,NODE,100,CYCLES,BACKEND,SUB-EVENT,"b/gate:OpId_8 (cycles)"',
        '',
      ].join('\n'),
    });
    // 500 µs for 1000 cycles.
    expect(kernelsOf(measurement)).toEqual({ 'stem/conv': [0.2, 'stem/conv'], 'b/gate': [0.05, 'b/Sigmoid'] });
    expect(measurement).toMatchObject({ runtime: 'QNN', profiled: { medianMs: 0.5 } });
  });

  it('takes the nodes that newer versions list', async () => {
    const text = `${header},ONNX Source Ops\n0,NODE,20,US,BACKEND,SUB-EVENT,"fused:OpId_1","stem/conv;stem/relu"\n`;
    expect(kernelsOf(await importProfile({ 'qnn.csv': text }))).toEqual({ fused: [0.02, 'stem/conv', 'stem/relu'] });
  });

  it('says that cycles alone are no time', async () => {
    const text = `${header}\n0,NODE,20,CYCLES,BACKEND,SUB-EVENT,"stem/conv:OpId_1 (cycles)"\n`;
    await expect(importProfile({ 'qnn.csv': text })).rejects.toThrow(
      'no row of the whole run says how long a cycle is',
    );
  });
});
