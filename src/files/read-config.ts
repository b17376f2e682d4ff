import * as v from 'valibot';
import { NetstatError, suggest } from '../ir/index.js';
import { isOperator } from '../ops/index.js';
import { isRule, levels } from '../rules/index.js';
import type { Config } from './config.js';

/** The most characters of a glob. */
const LONGEST_GLOB = 4096;

const glob = v.pipe(
  v.string(),
  v.maxLength(LONGEST_GLOB),
  v.check((text) => text !== '' && text !== '/'),
);
const globs = v.union([glob, v.array(glob)]);
const options = v.record(v.string(), v.unknown());
const level = v.picklist(levels);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const modelEntries = {
  rules: v.optional(
    v.record(
      v.string(),
      v.union([
        level,
        v.tuple([level, options]),
        v.pipe(
          options,
          v.check((given) => !Array.isArray(given)),
        ),
      ]),
    ),
  ),
  dims: v.optional(v.record(v.string(), count)),
  shapes: v.optional(v.record(v.string(), v.array(count))),
  values: v.optional(v.record(v.string(), v.array(v.union([v.number(), v.boolean()])))),
};

const schema = v.strictObject({
  $schema: v.optional(v.string()),
  ...modelEntries,
  scenarios: v.optional(v.record(v.string(), v.strictObject(modelEntries))),
  overrides: v.optional(v.array(v.strictObject({ models: globs, ...modelEntries }))),
  suppressions: v.optional(
    v.array(
      v.strictObject({
        rule: v.string(),
        layers: v.optional(globs),
        models: v.optional(globs),
        reason: v.pipe(v.string(), v.trim(), v.minLength(1)),
      }),
    ),
  ),
  baseline: v.optional(v.string()),
  maxWarnings: v.optional(count),
  customRules: v.optional(v.array(v.custom<NonNullable<Config['customRules']>[number]>(isRule))),
  operators: v.optional(v.array(v.custom<NonNullable<Config['operators']>[number]>(isOperator))),
});

/** The values that fields should have, by the path to them; `*` is any name or position. */
const expectations: readonly (readonly [way: RegExp, expected: string])[] = [
  [
    /^rules\.[^.]+|^(?:overrides\.\d+|scenarios\.[^.]+)\.rules\.[^.]+/u,
    `${levels.map((each) => `'${each}'`).join(', ')}, options such as { ratio: 1.5 }, or both: ` +
      `['error', { ratio: 1.5 }]`,
  ],
  [/dims\.[^.]+$/u, 'a whole number from 0'],
  [/shapes\./u, 'a list of whole numbers from 0'],
  [/values\./u, 'a list of numbers and truth values'],
  [/reason$/u, 'a text that says why'],
  [/models$|layers$/u, 'a glob or a list of them'],
  [/maxWarnings$/u, 'a whole number from 0'],
  [/operators\.\d+$/u, 'what defineOp gives'],
  [/customRules\.\d+$/u, 'what defineRule gives'],
  [/(?:overrides|suppressions|operators|customRules)$/u, 'a list'],
  [/(?:rule|baseline)$/u, 'a text'],
];

/**
 * A configuration as a file gave it, checked; `where` says which file. Rules and their options are checked by whoever
 * reads these.
 * @throws NetstatError when something in it is not what a configuration holds
 */
export function readConfig(given: unknown, where: string): Config {
  // To the schema a list is an object too.
  if (Array.isArray(given)) throw notAnObject(where);
  const { success, output, issues } = v.safeParse(schema, given, { abortEarly: true });
  if (success) {
    const { $schema: _, ...config } = output;
    // The schema says of each field what the type says; optional ones it gives as undefined, not as absent.
    return config as Config;
  }
  const [issue] = issues;
  const way = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  const at = way === '' ? where : `${where}: ${way}`;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const last = issue.path?.at(-1);
    throw new NetstatError('bad-config', `${at}: there is no such field; ${suggest(String(last?.key), fieldsOf(way))}`);
  }
  if (way === '') throw notAnObject(where);
  const expected = expectations.find(([pattern]) => pattern.test(way))?.[1] ?? 'an object';
  throw new NetstatError(
    'bad-config',
    `${at}: ${issue.received === 'undefined' ? 'is missing' : `is ${issue.received}`}, should be ${expected}`,
  );
}

function notAnObject(where: string): NetstatError {
  return new NetstatError(
    'bad-config',
    `${where}: should hold an object, such as export default { rules: { G1: 'error' } }`,
  );
}

function fieldsOf(way: string): readonly string[] {
  if (way.startsWith('scenarios.')) return Object.keys(modelEntries);
  if (way.startsWith('overrides.')) return ['models', ...Object.keys(modelEntries)];
  return way.startsWith('suppressions.')
    ? ['rule', 'layers', 'models', 'reason']
    : Object.keys(schema.entries).filter((name) => name !== '$schema');
}
