import { describeValues, rules } from '../rules/index.js';
import type { Option, Rule } from '../rules/index.js';

/** Settings of a first configuration for some models. */
export interface FirstSettings {
  /** Entries of `overrides`, as source text of a line each. */
  readonly overrides: readonly string[];
  /** The baseline's file; undefined for none. */
  readonly baseline?: string | undefined;
}

/** A configuration in TypeScript that shows in comments all that can be set; it sets nothing but what `first` holds. */
export function configurationText({ overrides, baseline }: FirstSettings = { overrides: [] }): string {
  const overridesText =
    overrides.length > 0
      ? overrides.map((line) => `    ${line}\n`).join('')
      : "    // { models: 'exports/tiny-*.onnx', rules: { 'max-params': { limit: '500k' } } },\n";
  return `import { defineConfig } from 'onnx-netstat';

export default defineConfig({
  // Open dimensions, shapes and small input values, as --dim, --shape and --value bind them. What a model has no place
  // for is left out.
  // dims: { batch: 1 }, shapes: { image: [1, 3, 224, 224] }, values: { sr: [16000] },

  // By a rule's id or guideline: 'off', 'info', 'warning', 'error', options, or both: ['error', { … }].
  rules: {
${rules.map(ruleText).join('\n')}
  },

  // What holds for some models only, by their path from this file; a glob without a slash matches in any folder.
  overrides: [
${overridesText}  ],

  // Findings that are known and taken, with the reason. Layers go by pattern: * up to the next slash, ** any text.
  suppressions: [
    // { rule: 'G1', layers: 'features/features.2/**', reason: 'the pretrained backbone is kept as it is' },
  ],

  // Findings that were there before; netstat lint --update-baseline writes them.
  ${baseline === undefined ? '// ' : ''}baseline: '${baseline ?? 'netstat.baseline.json'}',

  // How many warnings netstat lint lets pass; any number without.
  // maxWarnings: 0,

  // Operators of your own domain, made by defineOp (docs/custom-operators.md).
  // operators: [],
});
`;
}

function ruleText({ id, severity, summary, options, budget }: Rule): string {
  const lines = Object.entries(options).map(
    ([name, option]) =>
      `    //   ${name}: ${JSON.stringify(option.default)} (${describeValues(option)}): ${option.description}`,
  );
  const example = budget === true ? `{ limit: '${exampleOf(options['limit'])}' }` : `'${severity}'`;
  return [`    // ${summary}`, ...lines, `    // '${id}': ${example},`, ''].join('\n');
}

/** A limit as `describeValues` shows one. */
function exampleOf(option: Option | undefined): string {
  return option === undefined ? '' : (/"([^"]*)"/u.exec(describeValues(option))?.[1] ?? '');
}
