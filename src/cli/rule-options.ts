import type { Argv } from 'yargs';
import { loadConfiguration, withBaseline } from '../files/index.js';
import type { Configuration } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import { readSetting } from '../rules/index.js';

/** Declares which rules apply and where the configuration is. */
export function declareRules<T>(parser: Argv<T>) {
  return parser
    .option('rule', {
      describe: "Set a rule's level, limit or option: G1=error, max-params=5M, G1.ratio=1.5",
      type: 'string',
      array: true,
      requiresArg: true,
      default: noRules.rule,
      defaultDescription: 'none',
      group: 'Rules:',
    })
    .option('config', {
      describe: 'Configuration file; --no-config for none',
      type: 'string',
      defaultDescription: 'netstat.config.ts, .js, .mjs, .json or package.json, here or above',
      group: 'Rules:',
    });
}

/** The values of those options. */
export interface RuleArguments {
  readonly rule: readonly string[];
  /** False for `--no-config`, whatever the parser's types say. */
  readonly config: string | boolean | undefined;
}

/** Their values when no option is given. */
export const noRules: RuleArguments = { rule: [], config: undefined };

/**
 * The configuration, with what the arguments set over it and the findings of its baseline known.
 * @throws NetstatError when there is no such file, rule or option
 */
export async function readConfiguration(given: RuleArguments): Promise<Configuration> {
  const configuration = await readPlainConfiguration(given);
  return withBaseline(configuration, configuration.baseline);
}

/**
 * The configuration without its baseline.
 * @throws NetstatError when there is no such file, rule or option
 */
export async function readPlainConfiguration({ rule, config }: RuleArguments): Promise<Configuration> {
  if (config === '') {
    throw new NetstatError('bad-option', '--config: a value is missing after it; see netstat --help');
  }
  return loadConfiguration({
    file: config === true ? undefined : config,
    overriding: (rules) => rule.map((text) => readSetting(rules, text)),
    library: () => import('../node.js'),
  });
}

/**
 * Rejects options that need the model and are given for a saved report.
 * @throws NetstatError for such an option
 */
export function rejectForSaved(
  path: string,
  given: RuleArguments & { readonly convention?: string | undefined },
): void {
  const option = given.rule.length > 0 ? '--rule' : given.convention === undefined ? undefined : '--convention';
  if (option === undefined) return;
  throw new NetstatError(
    'bad-option',
    `${path}: ${option} needs the model; a saved report has the findings and counts of the run that wrote it`,
  );
}
