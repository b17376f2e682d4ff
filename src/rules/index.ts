export { check } from './check.js';
export type { CheckOptions, RuleSetting } from './check.js';
export { defineRule } from './define.js';
export type { ListOption, NumberOption, Option, OptionsOf, OptionValue, Rule, RuleDefinition, RuleFinding, TextOption } from './define.js';
export type { Finding, FindingData, Severity } from './finding.js';
export { describeValues, readOptions } from './options.js';
export { rules } from './registry.js';
