import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { reExport } from '../../fixtures/build/re-export.js';
import { googLeNet } from '../../fixtures/networks/googlenet.js';
import { inceptionV3 } from '../../fixtures/networks/inception-v3.js';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { nasNetLike } from '../../fixtures/networks/nasnet-like.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { check, rules } from '../../src/rules/index.js';
import type { Finding, RuleSetting } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const guidelines = rules.filter(({ guideline }) => guideline !== undefined);

/** Thresholds so low that quiet networks have findings too. */
const strict: ReadonlyMap<string, RuleSetting> = new Map([
  ['unequal-channel-width', { options: { ratio: 1.0001, share: 0 } }],
  ['network-fragmentation', { options: { width: 2, share: 0 } }],
  ['costly-elementwise', { options: { share: 0.01 } }],
]);

function fingerprints(spec: ModelSpec): readonly string[] {
  return check(guidelines, analyseModel(spec), { settings: strict })
    .map(({ rule, fingerprint }) => `${rule} ${fingerprint}`)
    .toSorted();
}

const networks: readonly (readonly [string, ModelSpec])[] = [
  ['MobileNet V2', mobileNetV2()],
  ['ShuffleNet V1 g=8', shuffleNetV1({ groups: 8 })],
  ['ShuffleNet V2', shuffleNetV2()],
  ['GoogLeNet', googLeNet()],
  ['Inception v3', inceptionV3()],
  ['NASNet-like', nasNetLike()],
];

describe('a fingerprint', () => {
  it.each(networks)('is of one finding alone: %s', (_, spec) => {
    const all = fingerprints(spec);
    expect(all.length).toBeGreaterThan(3);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(networks)('stays when everything is renamed, reordered and passed through Identity: %s', (_, spec) => {
    for (const seed of [1, 2, 3]) expect(fingerprints(reExport(spec, seed))).toEqual(fingerprints(spec));
  });

  it.each([
    ['MobileNet V2', mobileNetV2],
    ['ShuffleNet V1', shuffleNetV1],
    ['GoogLeNet', googLeNet],
  ])('stays when normalisation is written out: %s', (_, build) => {
    expect(fingerprints(build({ normalization: 'separate' }))).toEqual(fingerprints(build({})));
  });

  it('differs where a layer has other channels', () => {
    expect(fingerprints(mobileNetV2({ multiplier: 1.4 }))).not.toEqual(fingerprints(mobileNetV2()));
  });

  it('does not depend on the batch', () => {
    const unequal = (batch: number): readonly Finding[] =>
      check(guidelines, analyseModel(mobileNetV2({ batch })), { settings: strict }).filter(
        ({ rule }) => rule === 'unequal-channel-width',
      );
    const [one, eight] = [unequal(1), unequal(8)];
    // Which places are small enough to be one finding together does depend on it.
    const [together, others] = [one, eight].map((all) => all.find(({ data }) => data['places'] !== undefined));
    expect(together?.layers).not.toEqual(others?.layers);
    expect(one.length).toBeGreaterThan(3);
    const known = new Set(eight.map(({ fingerprint }) => fingerprint));
    expect(one.filter(({ fingerprint }) => !known.has(fingerprint))).toEqual([]);
  });
});
