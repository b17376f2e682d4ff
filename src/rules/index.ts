export { budgetId } from './budget.js';
export { breaksBudget, brokenBudgets, isOfBudget } from './broken-budgets.js';
export { check } from './check.js';
export type { CheckOptions, RuleSetting } from './check.js';
export { checkCustomRules } from './custom-rules.js';
export { defineRule, isRule } from './define.js';
export type {
  ListOption,
  NumberOption,
  Option,
  OptionsOf,
  OptionValue,
  RecordOption,
  RefutedGuideline,
  Rule,
  RuleDefinition,
  RuleFinding,
  TextOption,
  Times,
  Worth,
} from './define.js';
export type { Finding, FindingData, FoundWorth, Severity } from './finding.js';
export { lint } from './lint.js';
export type { Policy, SuppressedFinding, Suppression, Verdict } from './lint.js';
export { matchNames } from './name-pattern.js';
export { describeValues, readOptions } from './options.js';
export { rules } from './registry.js';
export { findRule, levels, mergeSettings, readSetting, readSettings, ruleNamed } from './settings.js';
export type { Level, RuleConfig, Settings } from './settings.js';
