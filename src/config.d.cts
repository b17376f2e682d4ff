/**
 * The types of `onnx-netstat/config` for CommonJS. `require` loads the ES module, so that a program has one library;
 * this file tells TypeScript that it may.
 */
import type * as config from './config.js' with { 'resolution-mode': 'import' };

export type {
  Analysis,
  Config,
  ConfigOverride,
  ConfigSuppression,
  Layer,
  Level,
  ModelConfig,
  Operator,
  Rule,
  RuleConfig,
  RuleDefinition,
  RuleFinding,
} from './config.js' with { 'resolution-mode': 'import' };

export declare const attribute: typeof config.attribute;
export declare const defineConfig: typeof config.defineConfig;
export declare const defineOp: typeof config.defineOp;
export declare const defineRule: typeof config.defineRule;
export declare const dim: typeof config.dim;
export declare const figureOf: typeof config.figureOf;
export declare const NodeError: typeof config.NodeError;
