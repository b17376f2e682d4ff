import { describe, expect, it } from 'vitest';
import { importProfile, kernelsOf } from '../../testers/runtime-profile.js';

// Written by hand after what Qualcomm documents of profiles.
const profile = (detail: readonly object[], summary: object = { estimated_inference_time: 900 }): string =>
  JSON.stringify({ execution_summary: summary, execution_detail: detail });

describe('ai-hub', () => {
  it('reads microseconds of runs and of layers', async () => {
    const measurement = await importProfile({
      'profile.json': profile(
        [
          { name: 'stem/conv', type: 'Conv', compute_unit: 'NPU', execution_time: 120 },
          { name: 'b/gate', type: 'Sigmoid', compute_unit: 'CPU', execution_time: 30 },
        ],
        { estimated_inference_time: 900, all_inference_times: [1000, 900, 950] },
      ),
    });
    expect(kernelsOf(measurement)).toEqual({
      'stem/conv (NPU)': [0.12, 'stem/conv'],
      'b/gate (CPU)': [0.03, 'b/Sigmoid'],
    });
    expect(measurement).toMatchObject({ runtime: 'AI Hub', device: 'NPU + CPU', endToEnd: { medianMs: 0.95 } });
  });

  it('says when layers have no time', async () => {
    const measurement = await importProfile({ 'profile.json': profile([{ name: 'stem/conv', compute_unit: 'NPU' }]) });
    expect(measurement.endToEnd?.medianMs).toBe(0.9);
    expect(measurement.notes).toContain('the device times whole runs only: no layer has a time');
    await expect(importProfile({ 'profile.json': profile([], {}) })).rejects.toThrow('no times of runs');
  });
});
