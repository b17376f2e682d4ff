import path from 'node:path';
import type { AnalysisOptions } from '../analysis/index.js';
import { checkCustomRules, matchNames, mergeSettings, readSettings, ruleNamed, rules } from '../rules/index.js';
import type { Policy, Rule, Settings, Suppression } from '../rules/index.js';
import { isRemote, STANDARD_INPUT } from './paths.js';
import { readBaseline } from './baseline.js';
import type { Config, ConfigSuppression, ModelConfig } from './config.js';
import { findConfig, loadConfig } from './find-config.js';

type MatchGlobs = (globs: string | readonly string[]) => (name: string) => boolean;

/** The user's settings, by model. */
export interface Configuration {
  /** The file; undefined when there is none. */
  readonly path: string | undefined;
  readonly maxWarnings: number | undefined;
  /** Every rule: the built-in ones and those of the file. */
  readonly rules: readonly Rule[];
  /** The baseline's path. */
  readonly baseline: string | undefined;
  /** The settings for a model. */
  forModel(model: string): ModelConfiguration;
}

/** The settings for one model. */
export interface ModelConfiguration {
  readonly options: AnalysisOptions;
  readonly policy: Policy;
  /** Named uses of the model. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
}

/** A named use of a model: what it binds, and what it sets of rules. */
export interface Scenario {
  readonly options: AnalysisOptions;
  readonly settings: Settings;
}

/** The configuration of a user who has no file: the arguments alone. */
function configureNothing(overriding: ConfigurationSources['overriding']): Configuration {
  const policy = { settings: mergeSettings(overriding(rules)) };
  return {
    path: undefined,
    maxWarnings: undefined,
    rules,
    baseline: undefined,
    forModel: () => ({ options: {}, policy, scenarios: new Map() }),
  };
}

/** The sources of a configuration. */
export interface ConfigurationSources {
  /** The path of the file; undefined for the one that is found in this folder or above, false for none. */
  readonly file: string | false | undefined;
  /** Settings of these rules that win over it. */
  readonly overriding: (rules: readonly Rule[]) => readonly Settings[];
  /** The library for a module that imports `onnx-netstat`. */
  readonly library: () => Promise<object>;
}

/**
 * Reads the configuration.
 * @throws NetstatError when there is no file of that name, or it is no configuration
 */
export async function loadConfiguration({ file, overriding, library }: ConfigurationSources): Promise<Configuration> {
  const found = file === false ? undefined : (file ?? findConfig());
  if (found === undefined) return configureNothing(overriding);
  const config = await loadConfig(found, library);
  const { matchGlobs } = await import('./globs.js');
  return configure(found, config, overriding, matchGlobs);
}

/**
 * A configuration that knows the findings of a baseline, where there is one.
 * @throws NetstatError when it cannot be read
 */
export function withBaseline(configuration: Configuration, file: string | undefined): Configuration {
  if (file === undefined) return configuration;
  const baseline = readBaseline(file);
  return {
    ...configuration,
    forModel(model) {
      const { policy, ...rest } = configuration.forModel(model);
      return { ...rest, policy: { ...policy, baseline: baseline.of(model) } };
    },
  };
}

function configure(
  file: string,
  config: Config,
  overriding: ConfigurationSources['overriding'],
  matchGlobs: MatchGlobs,
): Configuration {
  const where = path.relative('', file) || file;
  const folder = path.dirname(path.resolve(file));
  const nameOf = (model: string): string =>
    isRemote(model) || model === STANDARD_INPUT
      ? model
      : path.relative(folder, path.resolve(model)).split(path.sep).join('/');
  const { customRules = [] } = config;
  checkCustomRules(customRules, `${where}: customRules`);
  const all = [...rules, ...customRules];
  const winning = overriding(all);
  const read = (given: ModelConfig, place: string) => ({
    settings: readSettings(all, given.rules ?? {}, place),
    options: optionsOf(given),
  });

  const base = read(config, `${where}: rules`);
  const overrides = (config.overrides ?? []).map((override, index) => ({
    matches: matchGlobs(override.models),
    ...read(override, `${where}: overrides.${index}.rules`),
  }));
  const scenarios = new Map(
    Object.entries(config.scenarios ?? {}).map(([name, scenario]) => [
      name,
      read(scenario, `${where}: scenarios.${name}.rules`),
    ]),
  );
  const suppressions = (config.suppressions ?? []).map((suppression, index) =>
    readSuppression(suppression, all, `${where}: suppressions.${index}`, matchGlobs),
  );
  return {
    path: file,
    maxWarnings: config.maxWarnings,
    rules: all,
    baseline: config.baseline === undefined ? undefined : path.resolve(folder, config.baseline),
    forModel(model) {
      const name = nameOf(model);
      const own = [base, ...overrides.filter(({ matches }) => matches(name))];
      const bound = own.map(({ options }) => options);
      return {
        options: { ...mergeBindings(bound), operators: config.operators ?? [] },
        policy: {
          customRules,
          settings: mergeSettings([...own.map(({ settings }) => settings), ...winning]),
          suppressions: suppressions.filter(({ inModel }) => inModel(name)),
        },
        scenarios,
      };
    },
  };
}

function readSuppression(
  { rule, layers, models, reason }: ConfigSuppression,
  all: readonly Rule[],
  where: string,
  matchGlobs: MatchGlobs,
): Suppression & { readonly inModel: (name: string) => boolean } {
  return {
    rule: ruleNamed(all, rule, where).id,
    matches: layers === undefined ? undefined : matchNames(layers),
    inModel: models === undefined ? () => true : matchGlobs(models),
    reason,
  };
}

function optionsOf({ dims = {}, shapes = {}, values = {} }: ModelConfig): AnalysisOptions {
  return {
    dims: new Map(Object.entries(dims)),
    shapes: new Map(Object.entries(shapes)),
    values: new Map(Object.entries(values)),
  };
}

/** Several bindings in one; later ones win. */
export function mergeBindings(all: readonly AnalysisOptions[]): AnalysisOptions {
  return {
    dims: new Map(all.flatMap(({ dims }) => [...(dims ?? [])])),
    shapes: new Map(all.flatMap(({ shapes }) => [...(shapes ?? [])])),
    values: new Map(all.flatMap(({ values }) => [...(values ?? [])])),
  };
}
