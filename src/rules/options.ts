import { NetstatError, suggest } from '../ir/index.js';
import { hasTypeOf } from './define.js';
import type { Option, OptionValue, Rule } from './define.js';

/**
 * Settings of a rule as a user gave them, checked; `where` says where they stand.
 * @throws NetstatError when there is no such option, or a value is not one that it may have
 */
export function readOptions(rule: Rule, given: Readonly<Record<string, unknown>>, where: string): Readonly<Record<string, OptionValue>> {
  const options: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(rule.options, name) ? rule.options[name] : undefined;
    if (option === undefined) throw new NetstatError('bad-config', `${where}: ${rule.id} has no option ${name}; ${suggest(name, Object.keys(rule.options)) || 'it has none'}`);
    if (!hasTypeOf(option.default, value) || !isAllowed(option, value)) throw new NetstatError('bad-config', `${where}: ${rule.id}.${name} is ${JSON.stringify(value) ?? 'nothing'}, should be ${describeValues(option)}`);
    options[name] = value;
  }
  return options;
}

function isAllowed(option: Option, value: OptionValue): boolean {
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = option as { readonly minimum?: number; readonly maximum?: number };
    return value >= minimum && value <= maximum;
  }
  return !('choices' in option) || option.choices === undefined || (typeof value === 'string' && option.choices.includes(value));
}

/** What an option may be, in words. */
export function describeValues(option: Option): string {
  if (typeof option.default !== 'number') {
    if (typeof option.default !== 'string') return Array.isArray(option.default) ? 'a list of texts' : 'texts by name';
    return 'choices' in option && option.choices !== undefined ? option.choices.join(' or ') : 'a text';
  }
  const { minimum, maximum } = option as { readonly minimum?: number; readonly maximum?: number };
  const bounds = [...(minimum === undefined ? [] : [`from ${minimum}`]), ...(maximum === undefined ? [] : [`to ${maximum}`])];
  return ['a number', ...bounds].join(' ');
}
