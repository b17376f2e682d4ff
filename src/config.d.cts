/**
 * The types of `onnx-netstat/config` for CommonJS. `require` loads the ES module, so that a program has one library; this file tells TypeScript
 * that it may.
 */
import type * as config from './config.js' with { 'resolution-mode': 'import' };

export type {
  Config,
  ConfigOverride,
  ConfigSuppression,
  Level,
  ModelConfig,
  Operator,
  RuleConfig,
} from './config.js' with { 'resolution-mode': 'import' };

export declare const attribute: typeof config.attribute;
export declare const defineConfig: typeof config.defineConfig;
export declare const defineOp: typeof config.defineOp;
export declare const dim: typeof config.dim;
export declare const NodeError: typeof config.NodeError;
