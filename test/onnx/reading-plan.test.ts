import { describe, expect, it } from 'vitest';
import { ReadingPlan } from '../../src/onnx/reading-plan.js';

const ROUND_TRIP = 50;
const HEADER = 100;
const CHUNK = 32 * 1024;

/** Reads headers with a gap behind each by the plan; gives the requests and the milliseconds that it takes. */
function readBy(
  gap: number,
  count: number,
  rateAt: (position: number) => number,
): { readonly requests: number; readonly ms: number } {
  const plan = new ReadingPlan();
  let [position, end, requests, ms] = [0, plan.firstLength, 1, 2 * ROUND_TRIP];
  plan.answered(2 * ROUND_TRIP, true);
  const size = count * (gap + HEADER);
  for (let offset = 0; offset < size; offset += gap + HEADER) {
    let passed = Math.max(0, offset - position);
    if (passed > 0 && offset < end && plan.skips(passed)) {
      plan.gaveUp();
      end = position;
    }
    while (position < offset + HEADER) {
      if (position >= end) {
        position = Math.max(position, offset);
        end = position + plan.nextLength(passed, offset + HEADER - position, size - position);
        passed = 0;
        requests += 1;
        ms += ROUND_TRIP;
        plan.answered(ROUND_TRIP, false);
      }
      const bytes = Math.min(CHUNK, end - position);
      plan.transferred(bytes, bytes / rateAt(position));
      ms += bytes / rateAt(position);
      position += bytes;
    }
  }
  return { requests, ms };
}

describe('a plan of reading', () => {
  // Bytes a millisecond.
  const fast = 20_000;

  it('comes back to reading through where the connection stood still at first', () => {
    const stalled = readBy(32 * 1024, 600, (position) => (position < 4 * 2 ** 20 ? 100 : fast));
    // A request behind each gap would be 600.
    expect(stalled.requests).toBeLessThan(100);
  });

  it.each([
    [32 * 1024, 600, fast],
    [32 * 1024, 600, 300],
    [1024 * 1024, 400, fast],
    [4 * 1024 * 1024, 100, fast],
    [1024 * 1024, 300, 2000],
  ])(
    'gaps of %i bytes, %i of them, at %i bytes a millisecond: takes no longer than 1.3 times the better way',
    (gap, count, rate) => {
      const size = count * (gap + HEADER);
      const over = count * ROUND_TRIP;
      const through = 2 * ROUND_TRIP + size / rate;
      // What the first request brings before anything is known of the connection is lost in any case.
      const first = (4 * 2 ** 20) / rate;
      expect(readBy(gap, count, () => rate).ms).toBeLessThan(1.3 * Math.min(over + first, through));
    },
  );
});
