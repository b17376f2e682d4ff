import { describe, expect, it } from 'vitest';
import { mobileNetV2 } from '../../fixtures/networks/mobilenet-v2.js';
import { shuffleNetV1 } from '../../fixtures/networks/shufflenet-v1.js';
import { check, defineRule, rules } from '../../src/rules/index.js';
import type { Finding, RuleSetting } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const guidelines = rules.filter(({ guideline }) => guideline !== undefined);

const unit = analyseModel(shuffleNetV1({ groups: 8 }));

const settings = (entries: Readonly<Record<string, RuleSetting>>): ReadonlyMap<string, RuleSetting> =>
  new Map(Object.entries(entries));
const lostBytes = ({ data }: Finding): number => (typeof data['lostBytes'] === 'number' ? data['lostBytes'] : 0);

describe('check', () => {
  it('puts findings about one block together, the block where most is lost first', () => {
    const blocks = check(guidelines, unit).map(({ block }) => block);
    const runs = blocks.filter((block, position) => block === undefined || block !== blocks[position - 1]);
    const numbered = runs.filter((block) => block !== undefined);
    expect(new Set(numbered).size).toBe(numbered.length);
    // Bottleneck, group convolutions and fragmentation of one unit.
    expect(Math.max(...numbered.map((block) => blocks.filter((other) => other === block).length))).toBe(3);
  });

  it('orders blocks by what is lost in them, and findings of a block likewise', () => {
    const found = check(guidelines, unit);
    const losses = new Map<number, number[]>();
    const alone: number[] = [];
    for (const finding of found) {
      if (finding.block === undefined) alone.push(lostBytes(finding));
      else losses.set(finding.block, [...(losses.get(finding.block) ?? []), lostBytes(finding)]);
    }
    const sums = [...alone, ...[...losses.values()].map((list) => list.reduce((a, b) => a + b, 0))];
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
    for (const list of losses.values()) expect(list).toEqual(list.toSorted((a, b) => b - a));
  });

  it('leaves out what is off, and grades as told', () => {
    const analysis = analyseModel(mobileNetV2());
    const found = check(guidelines, analysis, {
      settings: settings({ 'costly-elementwise': { severity: 'off' }, 'unequal-channel-width': { severity: 'error' } }),
    });
    expect(new Set(found.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(
      new Set(['unequal-channel-width error']),
    );
  });

  it('puts errors before warnings and these before information', () => {
    const found = check(guidelines, analyseModel(mobileNetV2({ batch: 'N' })), {
      settings: settings({ 'network-fragmentation': { options: { width: 1 }, severity: 'error' } }),
    });
    const order = ['error', 'warning', 'info'];
    expect(found.map(({ severity }) => order.indexOf(severity))).toEqual(
      found.map(({ severity }) => order.indexOf(severity)).toSorted(),
    );
  });

  it('hands options and the measurement to the rule, defaults where there are none', () => {
    const seen: unknown[] = [];
    const rule = defineRule({
      id: 'curious',
      severity: 'info',
      summary: 'Looks at what it is told.',
      options: {
        limit: { default: 3, description: 'A number.' },
        target: { default: 'cpu', choices: ['cpu', 'gpu'], description: 'A choice.' },
        names: { default: ['a'], description: 'A list.' },
      },
      check(_, options, measurement) {
        seen.push(options, measurement);
        return [];
      },
    });
    check([rule], unit, { settings: settings({ curious: { options: { limit: 5 } } }) });
    expect(seen).toEqual([{ limit: 5, target: 'cpu', names: ['a'] }, {}]);
  });

  it('tells equal findings apart in their fingerprints, in another order too', () => {
    const twice = defineRule({
      id: 'twice',
      severity: 'warning',
      summary: 'Says the same of every layer.',
      options: {},
      *check({ layers }) {
        for (const { index } of layers) yield { layers: [index], message: 'here', data: {} };
      },
    });
    const fingerprints = check([twice], unit).map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/u);
  });
});
