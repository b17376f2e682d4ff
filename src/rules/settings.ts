import { NetstatError, suggest } from '../ir/index.js';
import type { RuleSetting } from './check.js';
import type { OptionValue, Rule } from './define.js';
import type { Severity } from './finding.js';
import { readOptions } from './options.js';

/** How grave a rule's findings are, or that there are to be none. */
export type Level = Severity | 'off';

/** The levels, least first. */
export const levels: readonly Level[] = ['off', 'info', 'warning', 'error'];

/** How a user sets a rule: its level, its options, or both. */
export type RuleConfig =
  | Level
  | Readonly<Record<string, unknown>>
  | readonly [level: Level, options: Readonly<Record<string, unknown>>];

/** Settings by the id of their rule. */
export type Settings = ReadonlyMap<string, RuleSetting>;

/** The rule of this id, or of this guideline (`G1`). */
export function findRule(rules: readonly Rule[], name: string): Rule | undefined {
  return rules.find(({ id, guideline }) => id === name || guideline?.toLowerCase() === name.toLowerCase());
}

/**
 * The rule of this id or guideline.
 * @throws NetstatError when there is no such rule
 */
export function ruleNamed(rules: readonly Rule[], name: string, where: string): Rule {
  const rule = findRule(rules, name);
  if (rule !== undefined) return rule;
  throw new NetstatError(
    'unknown-rule',
    `${where}: there is no rule ${name}; ${suggest(
      name,
      rules.flatMap(({ id, guideline }) => [id, ...(guideline === undefined ? [] : [guideline])]),
    )}`,
  );
}

/**
 * Settings as a configuration has them, `rules: { G1: 'error', 'max-params': { limit: '5M' } }`; `where` says where
 * they stand.
 * @throws NetstatError when there is no such rule or option, or a value is not one that it may have
 */
export function readSettings(
  rules: readonly Rule[],
  given: Readonly<Record<string, RuleConfig>>,
  where: string,
): Settings {
  return mergeSettings(
    Object.entries(given).map(([name, config]) => {
      const rule = ruleNamed(rules, name, where);
      const [level, options] =
        typeof config === 'string' ? [config, {}] : isPair(config) ? config : [undefined, config];
      return new Map([[rule.id, { severity: level, options: readOptions(rule, options, `${where}: ${name}`) }]]);
    }),
  );
}

function isPair(config: Exclude<RuleConfig, string>): config is readonly [Level, Readonly<Record<string, unknown>>] {
  return Array.isArray(config);
}

/**
 * A setting as an argument has it: `G1=error`, `max-params=5M` for the limit of a budget, `G1.ratio=1.5` for any
 * option.
 * @throws NetstatError for a text that is no setting
 */
export function readSetting(rules: readonly Rule[], text: string): Settings {
  const where = `--rule ${text}`;
  const at = text.indexOf('=');
  if (at < 1) throw new NetstatError('bad-option', `${where}: should be like --rule G1=error or --rule max-params=5M`);
  const value = text.slice(at + 1).trim();
  const [name = '', option] = text.slice(0, at).trim().split('.');
  const rule = ruleNamed(rules, name, where);
  if (option !== undefined) {
    return new Map([[rule.id, { options: readOptions(rule, { [option]: readText(rule, option, value) }, where) }]]);
  }
  const level = levels.find((each) => each === value);
  if (level !== undefined) return new Map([[rule.id, { severity: level }]]);
  if (rule.budget === true) return new Map([[rule.id, { options: readOptions(rule, { limit: value }, where) }]]);
  throw new NetstatError('bad-option', `${where}: a rule is ${levels.join(', ')}; ${suggest(value, levels)}`);
}

/** The value of an option, in the type of its default. */
function readText(rule: Rule, option: string, text: string): OptionValue {
  const sample = rule.options[option]?.default;
  if (typeof sample === 'number') return Number(text);
  return Array.isArray(sample) ? text.split(',').map((item) => item.trim()) : text;
}

/** Merges settings: what a later one says of a rule replaces what earlier ones say of it. */
export function mergeSettings(all: readonly Settings[]): Settings {
  const merged = new Map<string, RuleSetting>();
  for (const [id, setting] of all.flatMap((settings) => [...settings])) {
    const earlier = merged.get(id);
    merged.set(id, {
      severity: setting.severity ?? earlier?.severity,
      options: { ...earlier?.options, ...setting.options },
    });
  }
  return merged;
}
