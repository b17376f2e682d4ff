import { analyserOf } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { expandPaths, mergeBindings } from '../files/index.js';
import { loadShown } from './load-shown.js';
import type { Configuration } from '../files/index.js';
import type { Model } from '../ir/index.js';
import { optionTargets, reportOf, totalsBySize, watchOptions } from '../report/index.js';
import type { Additions, FailedModel, OptionFit, Report } from '../report/index.js';
import type { Reading } from './reading.js';
import { mergeSettings } from '../rules/index.js';
import { readBindings } from './model-options.js';
import type { BindingArguments } from './model-options.js';
import { failedReport } from './failed-report.js';
import { readScenario, scenarioFor } from './scenarios.js';
import type { AskedScenario } from './scenarios.js';

/** One of several uses of a model: the sizes that tell it from the others. */
export interface Variant {
  /** By option or scenario: the value, as the user wrote it. */
  readonly settings: ReadonlyMap<string, string>;
  readonly options: AnalysisOptions;
  /** The scenario that it is. */
  readonly scenario: AskedScenario | undefined;
}

/** The arguments that say which uses of a model are wanted. */
export type VariantArguments = BindingArguments & { readonly scenario: readonly string[] };

/** Whether the arguments ask for several uses of a model, or for named ones. */
export function asksForVariants({ dim, shape, scenario }: VariantArguments): boolean {
  return scenario.length > 0 || dim.some(isList) || shape.some((text) => choicesOf('shape', text).length > 1);
}

function isList(text: string): boolean {
  return choicesOf('dim', text).length > 1;
}

/**
 * The uses that the arguments ask for: each value of a list with each of the others, and these in each scenario.
 * @throws NetstatError for text that is no list
 */
export function readVariants(given: VariantArguments): readonly Variant[] {
  let variants: readonly { readonly settings: ReadonlyMap<string, string>; readonly bound: BindingArguments }[] = [
    { settings: new Map(), bound: { dim: [], shape: [], value: given.value } },
  ];
  for (const option of ['dim', 'shape'] as const) {
    for (const text of given[option]) {
      const choices = choicesOf(option, text);
      const name = text.slice(0, text.lastIndexOf('='));
      variants = variants.flatMap(({ settings, bound }) =>
        choices.map((choice) => ({
          settings: choices.length > 1 ? new Map([...settings, [name, choice]]) : settings,
          bound: { ...bound, [option]: [...bound[option], `${name}=${choice}`] },
        })),
      );
    }
  }
  const scenarios = given.scenario.length === 0 ? [undefined] : given.scenario.map(readScenario);
  return scenarios.flatMap((scenario) =>
    variants.map(({ settings, bound }) => ({ settings, options: readBindings(bound), scenario })),
  );
}

/**
 * The values that an option lists; itself where it lists none. Commas stand between sizes of one shape too, where no
 * `x` does.
 */
function choicesOf(option: 'dim' | 'shape', text: string): readonly string[] {
  const value = text.slice(text.lastIndexOf('=') + 1);
  const isListed = option === 'dim' ? /^\s*\d+\s*(?:,\s*\d+\s*)+$/u.test(value) : /[x×].*,|,.*[x×]/u.test(value);
  return isListed ? value.split(',').map((choice) => choice.trim()) : [value];
}

/**
 * A report of each use of each model. Each model is read once, and walked once where its formulas hold for several
 * uses. `withFormulas` adds these to the reports.
 * @throws NetstatError when a scenario of the command line sets what no model has
 */
export async function reportVariants(
  patterns: readonly string[],
  variants: readonly Variant[],
  configuration: Configuration,
  add: (analysis: Analysis) => Additions,
  withFormulas: boolean,
): Promise<readonly (Reading | FailedModel)[]> {
  const reports: (Reading | FailedModel)[] = [];
  const fits = new Map<AskedScenario, OptionFit>();
  for (const path of await expandPaths(patterns)) {
    const { options, policy, scenarios } = configuration.forModel(path);
    let model: Model;
    try {
      model = await loadShown(path);
    } catch (error) {
      reports.push(failedReport(path, error));
      continue;
    }
    const uses = variants.map((variant) => {
      const scenario = variant.scenario === undefined ? undefined : scenarioFor(variant.scenario, scenarios, model);
      const bound = mergeBindings([options, scenario?.options ?? {}, variant.options]);
      const settings = mergeSettings([policy.settings ?? new Map(), scenario?.settings ?? new Map()]);
      return { variant, settings, set: scenario?.options ?? {}, all: { ...options, ...bound } };
    });
    const analyser = analyserOf(
      model,
      uses.map(({ all }) => all),
    );
    for (const { variant, settings, set, all } of uses) {
      const { scenario } = variant;
      try {
        const analysis = analyser.of(all);
        const report = reportOf(path, analysis, { ...policy, settings }, add(analysis));
        const targets = optionTargets(analysis);
        if (scenario !== undefined) fitOf(scenario, fits, set)?.see(targets);
        const formulas = withFormulas ? formulasOf(analyser.openOf(all), all, variant) : undefined;
        reports.push({
          report: { ...report, variant: labelOf(variant), ...(formulas === undefined ? {} : { formulas }) },
          targets,
        });
      } catch (error) {
        reports.push(failedReport(path, error));
      }
    }
  }
  for (const fit of fits.values()) fit.check();
  return reports;
}

/** Watches what a scenario of the command line sets; those of the configuration may be of other models. */
function fitOf(
  scenario: AskedScenario,
  fits: Map<AskedScenario, OptionFit>,
  set: AnalysisOptions,
): OptionFit | undefined {
  if (scenario.bindings === undefined) return undefined;
  const fit = fits.get(scenario) ?? watchOptions(set, `--scenario ${scenario.name}:`);
  fits.set(scenario, fit);
  return fit;
}

/** The totals as formulas in each size that the use takes from a list; undefined where there are none. */
function formulasOf(
  open: Analysis | undefined,
  { dims = new Map() }: AnalysisOptions,
  { settings }: Variant,
): Report['formulas'] {
  const listed = [...settings.keys()].filter((name) => dims.has(name));
  if (open === undefined || listed.length === 0) return undefined;
  return Object.fromEntries(
    listed.map((name) => {
      const others = [...dims].flatMap(([other, size]): readonly (readonly [string, number])[] =>
        other === name || typeof size === 'string' ? [] : [[other, size]],
      );
      return [name, totalsBySize(open, name, new Map(others))];
    }),
  );
}

function labelOf({ settings, scenario }: Variant): Readonly<Record<string, string>> {
  return Object.fromEntries([...(scenario === undefined ? [] : [['scenario', scenario.name] as const]), ...settings]);
}
