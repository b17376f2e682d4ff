import type { AnalysisOptions } from './analysis/index.js';
import { NetstatError, suggest } from './ir/index.js';
import type { Operator } from './ops/index.js';
import { checkCustomRules, readSettings, rules as builtIn } from './rules/index.js';
import type { Policy, Rule, RuleConfig } from './rules/index.js';

/** Options of every function of the library that reads a model. */
export interface InspectOptions {
  /** The model's name in the report. */
  readonly path?: string;
  /** Symbols to bind: `{ N: 1 }`. */
  readonly dims?: Readonly<Record<string, number | string>>;
  /** Shapes of inputs: `{ x: [1, 3, 224, 224] }`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Elements of small inputs, flattened: `{ sr: [16000] }`. */
  readonly values?: Readonly<Record<string, readonly (number | boolean)[]>>;
  /**
   * Rules by id or guideline: a level, options, or both, as in a configuration: `{ 'max-params': { limit: '5M' } }`.
   */
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  /** Rules beyond the built-in ones, made by `defineRule`. */
  readonly customRules?: readonly Rule[];
  /** Operators beyond the built-in ones, made by `defineOp`. */
  readonly operators?: readonly Operator[];
}

/** Names of these options. */
export const inspectOptions = ['path', 'dims', 'shapes', 'values', 'rules', 'customRules', 'operators'];

/**
 * Checks that a function of the library knows every option that it is given.
 * @throws NetstatError for an unknown option
 */
export function refuseUnknownOptions(caller: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new NetstatError('bad-option', `${name}: ${caller} has no such option; ${suggest(name, known)}`);
  }
}

/** The sizes and operators that a model is analysed with. */
export function analysisOptions({
  dims = {},
  shapes = {},
  values = {},
  operators = [],
}: InspectOptions): AnalysisOptions {
  return {
    dims: new Map(Object.entries(dims)),
    shapes: new Map(Object.entries(shapes)),
    values: new Map(Object.entries(values)),
    operators,
  };
}

/**
 * The policy that the options give.
 * @throws NetstatError when there is no such rule or option, or a rule cannot stand beside the others
 */
export function policyOf({ rules = {}, customRules = [] }: InspectOptions): Policy {
  checkCustomRules(customRules, 'customRules');
  return { customRules, settings: readSettings([...builtIn, ...customRules], rules, 'rules') };
}
