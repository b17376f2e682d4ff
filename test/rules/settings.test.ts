import { describe, expect, it } from 'vitest';
import { mergeSettings, readSetting, readSettings, ruleNamed, rules } from '../../src/rules/index.js';

const settings = (text: string) => Object.fromEntries(readSetting(rules, text));

describe('a rule as an argument sets it', () => {
  it.each([
    ['G1=error', { 'unequal-channel-width': { severity: 'error' } }],
    ['g4=off', { 'costly-elementwise': { severity: 'off' } }],
    ['cast-chain=info', { 'cast-chain': { severity: 'info' } }],
    ['max-params=5M', { 'max-params': { options: { limit: '5M' } } }],
    ['max-params=warning', { 'max-params': { severity: 'warning' } }],
    ['G1.ratio=1.5', { 'unequal-channel-width': { options: { ratio: 1.5 } } }],
    ['misaligned-channels.target=tensor-core', { 'misaligned-channels': { options: { target: 'tensor-core' } } }],
  ])('%s', (text, expected) => {
    expect(settings(text)).toEqual(expected);
  });

  it.each([
    ['G1', '--rule G1: should be like --rule G1=error or --rule max-params=5M'],
    [
      'unequal-chanel-width=off',
      '--rule unequal-chanel-width=off: there is no rule unequal-chanel-width; did you mean unequal-channel-width?',
    ],
    ['G1=of', '--rule G1=of: a rule is off, info, warning, error; did you mean off?'],
    ['G1.rato=1', '--rule G1.rato=1: unequal-channel-width has no option rato; did you mean ratio?'],
    ['G1.ratio=0.5', '--rule G1.ratio=0.5: unequal-channel-width.ratio is 0.5, should be a number from 1'],
    ['max-params=lots', '--rule max-params=lots: max-params.limit is "lots", should be a quantity such as "300M"'],
  ])('%s is refused', (text, message) => {
    expect(() => settings(text)).toThrow(message);
  });
});

describe('rules as a configuration sets them', () => {
  it('by level, by options, or both', () => {
    const read = readSettings(
      rules,
      {
        G1: 'error',
        'cast-chain': ['info', {}],
        'max-params': { limit: '5M' },
        'max-flops': ['warning', { limit: '1G' }],
      },
      'file',
    );
    expect(Object.fromEntries(read)).toEqual({
      'unequal-channel-width': { severity: 'error', options: {} },
      'cast-chain': { severity: 'info', options: {} },
      'max-params': { severity: undefined, options: { limit: '5M' } },
      'max-flops': { severity: 'warning', options: { limit: '1G' } },
    });
  });

  it('says where a wrong name stands', () => {
    expect(() => readSettings(rules, { G9: 'off' }, 'netstat.config.json: rules')).toThrow(
      /^netstat\.config\.json: rules: there is no rule G9; /u,
    );
    expect(() => readSettings(rules, { G1: { ratio: 'high' } }, 'file')).toThrow(
      'file: G1: unequal-channel-width.ratio is "high", should be a number from 1',
    );
  });

  it('lets later ones win, and keeps what they do not say', () => {
    const merged = mergeSettings([
      readSettings(rules, { G1: ['error', { ratio: 1.5 }] }, 'a'),
      readSetting(rules, 'G1.share=0.1'),
      readSetting(rules, 'G1=warning'),
    ]);
    expect(Object.fromEntries(merged)).toEqual({
      'unequal-channel-width': { severity: 'warning', options: { ratio: 1.5, share: 0.1 } },
    });
  });
});

describe('the name of a rule', () => {
  it('is its id or its guideline', () => {
    for (const rule of rules) {
      expect(ruleNamed(rules, rule.id, 'x')).toBe(rule);
      if (rule.guideline !== undefined) expect(ruleNamed(rules, rule.guideline, 'x')).toBe(rule);
    }
  });
});
