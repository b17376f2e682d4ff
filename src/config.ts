/** The part of the library that a configuration needs: `onnx-netstat/config`. */
export { attribute, defineOp, defineRule, dim, figureOf, NodeError } from './index.js';
export type { Analysis, Layer, Operator, Rule, RuleConfig, RuleDefinition, RuleFinding } from './index.js';
export { defineConfig } from './files/index.js';
export type { Config, ConfigOverride, ConfigSuppression, ModelConfig } from './files/index.js';
export type { Level } from './rules/index.js';
