import type { Operator } from '../ops/index.js';
import type { Rule, RuleConfig } from '../rules/index.js';

/**
 * The content of a configuration file; every field may be left out. Globs of models are relative to the file, and
 * without a slash match any folder.
 */
export interface Config extends ModelConfig {
  /** Named uses of a model, such as `{ prefill: { dims: { sequence: 1024 } }, decode: { dims: { sequence: 1 } } }`. */
  readonly scenarios?: Readonly<Record<string, ModelConfig>>;
  /** Settings for some models only; the later ones win. */
  readonly overrides?: readonly ConfigOverride[];
  /** Findings that are known and taken. */
  readonly suppressions?: readonly ConfigSuppression[];
  /** A file of findings that were there before, which are not counted; `netstat lint --update-baseline` writes it. */
  readonly baseline?: string;
  /** How many warnings `netstat lint` lets pass. */
  readonly maxWarnings?: number;
  /** Operators beyond the built-in ones, made by `defineOp`. */
  readonly operators?: readonly Operator[];
  /** Rules beyond the built-in ones, made by `defineRule`. */
  readonly customRules?: readonly Rule[];
}

/** Settings that may differ from model to model. */
export interface ModelConfig {
  /** By a rule's id or guideline: its level, its options, or both. */
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  /** Open dimensions to bind: `{ batch: 1 }`. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Shapes of inputs: `{ x: [1, 3, 224, 224] }`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Elements of small inputs, flattened. */
  readonly values?: Readonly<Record<string, readonly (number | boolean)[]>>;
}

/** Settings for the models of these globs. */
export interface ConfigOverride extends ModelConfig {
  readonly models: string | readonly string[];
}

/** Findings of a rule that are known and taken, all of them or those about layers and in models of these globs. */
export interface ConfigSuppression {
  readonly rule: string;
  readonly layers?: string | readonly string[];
  readonly models?: string | readonly string[];
  /** Why; it stands in reports. */
  readonly reason: string;
}

/** A configuration, for editors that complete what it may hold: `export default defineConfig({ … })`. */
export function defineConfig(config: Config): Config {
  return config;
}
