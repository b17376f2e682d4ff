import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../fixtures/build/network.js';
import { costHereText } from '../../src/paper/index.js';
import type { GuidelineVerdict } from '../../src/paper/index.js';
import { check } from '../../src/rules/index.js';
import type { Times } from '../../src/rules/index.js';
import fragmentation from '../../src/rules/guidelines/network-fragmentation.js';
import misaligned from '../../src/rules/waste/misaligned-channels.js';
import { withRefutation } from '../../src/rules/refuted.js';
import { analyseModel } from '../testers/analyse-model.js';

/** Four convolutions side by side. */
const fragmented = (() => {
  const net = createNetwork({ name: 'fragmented' });
  const x = net.scope('stem', () => net.convolution(net.image(16, 28), 58, { kernel: 3 }));
  const y = net.scope('block', () => net.concatenate([1, 2, 3, 4].map(() => net.convolution(x, 4, { kernel: 3 }))));
  return analyseModel(net.finish(net.convolution(y, 16, { kernel: 3 })));
})();

const verdict = (here: readonly [number, number]): GuidelineVerdict => ({
  guideline: 'G3',
  columns: 6,
  holding: 1,
  here,
  paper: [0.29, 0.96],
  holds: 'no',
});

const timesWith = (here: readonly [number, number]): Times => ({
  refutedGuidelines: new Map([['G3', { verdict: verdict(here), text: costHereText(verdict(here)) }]]),
});

describe('a guideline that does not hold on the platform', () => {
  it.each([
    [[1, 1], '; breaking G3 costs nothing on this platform: 4 fragments ran at 1.00 × the speed of one, measured'],
    [
      [0.98, 1.05],
      '; breaking G3 costs nothing on this platform: 4 fragments ran at 0.98 to 1.05 × the speed of one, measured',
    ],
    [
      [0.8, 1.05],
      '; G3 does not hold on this platform: 4 fragments ran at 0.80 to 1.05 × the speed of one, measured, ' +
        'and it held in 1 of 6 columns',
    ],
  ] as const)('is information with the figure, at %o', (here, end) => {
    const [finding] = check([fragmentation], fragmented, { times: timesWith(here) });
    expect(finding).toMatchObject({ severity: 'info', verdict: { guideline: 'G3', here } });
    expect(finding?.message.endsWith(end), finding?.message).toBe(true);
  });

  it('is information whatever level the user gave it, and leaves its fingerprint', () => {
    const settings = new Map([['network-fragmentation', { severity: 'error' as const }]]);
    const [before] = check([fragmentation], fragmented, { settings });
    const [after] = check([fragmentation], fragmented, { settings, times: timesWith([1, 1]) });
    expect([before?.severity, after?.severity]).toEqual(['error', 'info']);
    expect(after?.fingerprint).toBe(before?.fingerprint);
  });

  it('leaves other rules alone', () => {
    const plain = check([misaligned], fragmented);
    expect(plain.length).toBeGreaterThan(0);
    expect(check([misaligned], fragmented, { times: timesWith([1, 1]) })).toMatchObject(
      plain.map(({ severity, message }) => ({ severity, message })),
    );
  });

  it('does not hide a change that is predicted to save time', () => {
    const finding = { layers: [0], message: 'four side by side', data: {} };
    const times = timesWith([1, 1]);
    const gains = { savedMs: 1, sigmaMs: 0.1, gains: true };
    expect(withRefutation(finding, gains, 'G3', times)).toEqual({ finding, verdict: undefined });
    expect(withRefutation(finding, { ...gains, gains: false }, 'G3', times).finding.severity).toBe('info');
  });
});
