import { describe, expect, it } from 'vitest';
import { plannedBlock } from '../../../src/runtimes/profiles/planned-block.js';

/** The event after a kernel: bytes asked for in all, and the kernel's part of them. */
const event = (inUse: number, delta: number) => ({
  start: 0,
  arguments: { mem_bytes_requested_in_use: String(inUse), mem_requested_in_use_delta: String(delta) },
});

describe('the block that onnxruntime plans', () => {
  it('is what is there before the first kernel of later runs beside the weights', () => {
    // As onnxruntime 1.30 wrote it for MobileNet V2, whose block was read otherwise as 6,823,936 bytes.
    const runs = [event(6_766_656, 1_605_632), event(11_984_960, 0), event(11_984_960, 0)];
    expect(plannedBlock(runs)).toBe(6_823_936);
  });

  it('holds no outputs that runs before have left', () => {
    expect(plannedBlock([event(150, 50), event(400, 0), event(300, 0)])).toBe(200);
  });

  it('is unknown where the trace begins late, has one run, or says nothing of memory', () => {
    expect(plannedBlock([event(300, 0), event(300, 0)])).toBeUndefined();
    expect(plannedBlock([event(150, 50)])).toBeUndefined();
    expect(
      plannedBlock([
        { start: 0, arguments: {} },
        { start: 1, arguments: {} },
      ]),
    ).toBeUndefined();
    expect(plannedBlock([undefined, event(300, 0)])).toBeUndefined();
  });
});
