import type { Analysis } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { Wishes } from '../changes/index.js';
import type { Study } from '../figures/index.js';
import type { GuidelineVerdict } from '../paper/index.js';
import type { FindingData, Severity } from './finding.js';
import type { Unit } from '../text/index.js';

/** How long a model takes, measured, predicted or at least, where that is known. */
export interface Times extends Pick<Study, 'measurement' | 'prediction' | 'bound'> {
  /** The worth of a change on the platform that times are predicted for. */
  readonly worthOf?: ((wishes: Wishes) => Worth) | undefined;
  /** The runtime of that platform; onnxruntime where none is named. */
  readonly runtime?: string | undefined;
  /** Guidelines that were found not to hold on the platform, by name. */
  readonly refutedGuidelines?: ReadonlyMap<string, RefutedGuideline> | undefined;
}

/** A guideline that does not hold on a platform. */
export interface RefutedGuideline {
  readonly verdict: GuidelineVerdict;
  /** The cost of breaking it there, as measured; part of a sentence. */
  readonly text: string;
}

/**
 * The predicted saving of a change on a platform, or the reason why it cannot be told. Names in the reason are
 * untrusted text.
 */
export type Worth =
  | { readonly kind: 'known'; readonly savedMs: number; readonly sigmaMs: number; readonly totalMs: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A setting of a rule, of the type that its default has. */
export type Option = NumberOption | TextOption | ListOption | RecordOption;

export interface NumberOption {
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description: string;
}

export interface TextOption {
  readonly default: string;
  /** The texts that it may be; any without. */
  readonly choices?: readonly string[];
  /** The unit of a quantity that it must be; empty for none. */
  readonly quantity?: Unit;
  readonly description: string;
}

export interface ListOption {
  readonly default: readonly string[];
  readonly description: string;
}

/** Texts by name, such as limits by what they hold for. */
export interface RecordOption {
  readonly default: Readonly<Record<string, string>>;
  /** The unit of the quantities that they must be. */
  readonly quantity?: Unit;
  readonly description: string;
}

/** A setting's value. */
export type OptionValue = number | string | readonly string[] | Readonly<Record<string, string>>;

/** The values of options. */
export type OptionsOf<O extends Readonly<Record<string, Option>>> = { readonly [K in keyof O]: ValueOf<O[K]> };
type ValueOf<T extends Option> = T extends NumberOption
  ? number
  : T extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : T extends TextOption
      ? string
      : T extends ListOption
        ? readonly string[]
        : Readonly<Record<string, string>>;

/** A finding about one place, to which the rule's name is added. */
export interface RuleFinding {
  /** Positions in the analysis' layers; empty when it is about the whole model. */
  readonly layers: readonly number[];
  /** Where, how much and what to do. */
  readonly message: string;
  /** The rule's own unless told. */
  readonly severity?: Severity;
  /** Bytes of memory access that mending it would save; findings are ordered by them. */
  readonly lostBytes?: Dim | undefined;
  /** The change that the message names, to be told what it is worth on a platform. */
  readonly mending?: (() => Wishes | undefined) | undefined;
  /** The runtime that makes the change itself when it loads a model, so that nothing is to be gained there. */
  readonly mendedBy?: 'onnxruntime';
  /** The figures behind the message. */
  readonly data: Readonly<Record<string, FindingData>>;
  /**
   * The text that distinguishes it from the rule's other findings about equal layers, such as the limit that is
   * broken.
   */
  readonly key?: string;
  /**
   * Whether it sums up what is too small for a finding of its own. Which layers that is depends on sizes, so they do
   * not tell it from others.
   */
  readonly isRemainder?: boolean;
}

/** A rule, as its file declares it. */
export interface RuleDefinition<O extends Readonly<Record<string, Option>>> {
  /** A noun of the failing state; the name of its file and page. */
  readonly id: string;
  /** The guideline of Ma et al. 2018 that it stands for: `G1` to `G4`. */
  readonly guideline?: string;
  readonly severity: Severity;
  /**
   * Whether it holds the model to a limit of the user's: then every command fails where it is broken, not `lint` alone.
   */
  readonly budget?: boolean;
  /** One sentence: what is so, not what is wrong. */
  readonly summary: string;
  readonly options: O;
  /** The figure that it judges a whole model by, to compare models with; undefined while symbols stand in it. */
  readonly metric?: {
    /** Its name: `excess share of memory access`. */
    readonly name: string;
    readonly unit: 'share' | 'count';
    of(analysis: Analysis, options: OptionsOf<O>): number | undefined;
  };
  /**
   * Gives the findings; `times` has how long the model takes, where that is known. Reads details and categories, never
   * operators' names.
   */
  check(analysis: Analysis, options: OptionsOf<O>, times: Times): Iterable<RuleFinding>;
}

/** A rule, ready for any settings. */
export interface Rule extends Omit<RuleDefinition<Readonly<Record<string, Option>>>, 'check' | 'metric'> {
  readonly metric?: {
    readonly name: string;
    readonly unit: 'share' | 'count';
    of(analysis: Analysis, options?: Readonly<Record<string, OptionValue>>): number | undefined;
  };
  /** @throws Error when an option has not the type of its default; `readOptions` tells the user */
  check(analysis: Analysis, options: Readonly<Record<string, OptionValue>>, times?: Times): Iterable<RuleFinding>;
}

/** Declares a rule. */
export function defineRule<const O extends Readonly<Record<string, Option>>>({
  metric,
  check,
  ...rest
}: RuleDefinition<O>): Rule {
  const complete = (given: Readonly<Record<string, OptionValue>>): OptionsOf<O> => {
    const values = Object.entries(rest.options).map(([name, option]): readonly [string, OptionValue] => {
      const value = given[name] ?? option.default;
      if (!hasTypeOf(option.default, value)) throw new Error(`option ${name} of ${rest.id} has the wrong type`);
      return [name, value];
    });
    // Each value has just been found to be of the type of its default, which is what the mapped type says.
    return Object.fromEntries(values) as unknown as OptionsOf<O>;
  };
  return {
    ...rest,
    ...(metric && {
      metric: {
        name: metric.name,
        unit: metric.unit,
        of: (analysis, given = {}) => metric.of(analysis, complete(given)),
      },
    }),
    check: (analysis, given, times = {}) => check(analysis, complete(given), times),
  };
}

/** Whether a value is what `defineRule` gives. */
export function isRule(value: unknown): value is Rule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'options' in value &&
    typeof value.options === 'object' &&
    'check' in value &&
    typeof value.check === 'function'
  );
}

/** Whether a value is of an option's type. */
export function hasTypeOf(sample: OptionValue, value: unknown): value is OptionValue {
  if (Array.isArray(sample)) return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (typeof sample !== 'object') return typeof value === typeof sample;
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}
