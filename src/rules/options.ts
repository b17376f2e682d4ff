import { NetstatError, suggest } from '../ir/index.js';
import { hasTypeOf } from './define.js';
import type { Option, OptionValue, Rule } from './define.js';
import { examples, readAmount } from '../text/index.js';

/**
 * Checks the settings of a rule that a user gave; `where` says where they stand.
 * @throws NetstatError when there is no such option, or a value is not one that it may have
 */
export function readOptions(
  rule: Rule,
  given: Readonly<Record<string, unknown>>,
  where: string,
): Readonly<Record<string, OptionValue>> {
  const options: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(rule.options, name) ? rule.options[name] : undefined;
    if (option === undefined) {
      throw new NetstatError(
        'bad-config',
        `${where}: ${rule.id} has no option ${name}; ${suggest(name, Object.keys(rule.options)) || 'it has none'}`,
      );
    }
    if (!hasTypeOf(option.default, value) || !isAllowed(option, value)) {
      throw new NetstatError(
        'bad-config',
        `${where}: ${rule.id}.${name} is ${JSON.stringify(value) ?? 'nothing'}, should be ${describeValues(option)}`,
      );
    }
    options[name] = value;
  }
  return options;
}

function isAllowed(option: Option, value: OptionValue): boolean {
  if (typeof value === 'number') {
    const { minimum, maximum } = boundsOf(option);
    return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  }
  if ('quantity' in option && option.quantity !== undefined) {
    const unit = option.quantity;
    return typeof value === 'string'
      ? value === '' || readAmount(value, unit) !== undefined
      : Object.values(value).every((text) => readAmount(text, unit) !== undefined);
  }
  return (
    !('choices' in option) ||
    option.choices === undefined ||
    (typeof value === 'string' && option.choices.includes(value))
  );
}

/** The values that an option may have, in words. */
export function describeValues(option: Option): string {
  if ('quantity' in option && option.quantity !== undefined) {
    const example = examples[option.quantity];
    return typeof option.default === 'string'
      ? `a quantity such as ${JSON.stringify(example)}`
      : `quantities by name, such as { "features/*": ${JSON.stringify(example)} }`;
  }
  if (typeof option.default === 'number') {
    const { minimum, maximum } = boundsOf(option);
    return [
      'a number',
      ...(minimum === undefined ? [] : [`from ${minimum}`]),
      ...(maximum === undefined ? [] : [`to ${maximum}`]),
    ].join(' ');
  }
  if (typeof option.default !== 'string') return Array.isArray(option.default) ? 'a list of texts' : 'texts by name';
  return 'choices' in option && option.choices !== undefined ? option.choices.join(' or ') : 'a text';
}

function boundsOf(option: Option): { readonly minimum?: number | undefined; readonly maximum?: number | undefined } {
  return 'minimum' in option || 'maximum' in option ? option : {};
}
