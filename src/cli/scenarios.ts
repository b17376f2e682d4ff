import type { AnalysisOptions } from '../analysis/index.js';
import { analyserOf } from '../analysis/index.js';
import { mergeBindings } from '../files/index.js';
import type { Scenario } from '../files/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import type { ScenarioStudy } from '../report/index.js';
import { readBindings } from './model-options.js';

/** A scenario of the command line: one of the configuration by its name, or what a text behind the name sets. */
export interface AskedScenario {
  readonly name: string;
  /** Each `name=value`; undefined for one of the configuration. */
  readonly bindings: readonly string[] | undefined;
}

/**
 * Reads `decode`, or `decode:sequence=1,past=1023,use_cache_branch=true`. Commas within brackets and between the sizes
 * of a shape separate nothing.
 * @throws NetstatError for a definition that sets nothing
 */
export function readScenario(text: string): AskedScenario {
  const [, name = '', rest = ''] = /^([^:=]+):(.*=.*)$/su.exec(text) ?? [];
  if (name === '') return { name: text, bindings: undefined };
  const bindings = rest.split(/,(?=[^,=[\]]+=)/u).map((part) => part.trim());
  if (bindings.every((part) => /^[^=].*=./su.test(part))) return { name: name.trim(), bindings };
  throw new NetstatError(
    'bad-option',
    `--scenario ${text}: should be like --scenario decode:sequence=1,past=1023, or name one of the configuration`,
  );
}

/**
 * The settings of a scenario of the command line for a model.
 * @throws NetstatError when the configuration has none of that name, or a part of the definition is no size, shape or
 * element
 */
export function scenarioFor(
  { name, bindings }: AskedScenario,
  scenarios: ReadonlyMap<string, Scenario>,
  model: Model,
): Scenario {
  if (bindings !== undefined) return { options: readBindings(sorted(bindings, model)), settings: new Map() };
  const scenario = scenarios.get(name);
  if (scenario !== undefined) return scenario;
  const known =
    scenarios.size === 0
      ? 'the configuration has no scenarios; define one: --scenario decode:sequence=1,past=1023'
      : suggest(name, [...scenarios.keys()]);
  throw new NetstatError('bad-option', `--scenario ${name}: there is no such scenario; ${known}`);
}

/**
 * Which option each part stands for: a shape has an `x`; the elements of an input are truth values, lists, or numbers
 * of what is no dimension.
 */
function sorted(bindings: readonly string[], { graph }: Model): Parameters<typeof readBindings>[0] {
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const dimensions = new Set(
    graph.inputs.flatMap(({ type }) =>
      type?.kind === 'tensor' ? (type.shape ?? []).filter((size) => typeof size === 'string') : [],
    ),
  );
  const dim: string[] = [];
  const shape: string[] = [];
  const value: string[] = [];
  for (const text of bindings) {
    const at = text.lastIndexOf('=');
    const [name, set] = [text.slice(0, at), text.slice(at + 1)];
    if (/^\d+(?:[x×]\d+)+$/u.test(set)) shape.push(text);
    else if (/^(?:true|false|\[.*\])$/u.test(set) || (inputs.has(name) && !dimensions.has(name))) value.push(text);
    else dim.push(text);
  }
  return { dim, shape, value };
}

/** The scenarios of the configuration, analysed for a model, each beside what holds for all of them. */
export function studyScenarios(
  model: Model,
  common: AnalysisOptions,
  scenarios: ReadonlyMap<string, Scenario>,
): readonly ScenarioStudy[] {
  const uses = [...scenarios].map(([name, { options, settings }]) => ({
    name,
    options,
    settings,
    all: { ...common, ...mergeBindings([common, options]) },
  }));
  const analyser = analyserOf(
    model,
    uses.map(({ all }) => all),
  );
  return uses.flatMap(({ name, options, settings, all }) => {
    const analysis = analyser.of(all);
    // A configuration is for several models: a scenario of which nothing fits belongs to another model.
    const isOfModel =
      [...(options.dims?.keys() ?? [])].some((each) => analysis.used.dims.has(each)) ||
      [...(options.shapes?.keys() ?? [])].some((each) => analysis.used.shapes.has(each)) ||
      [...(options.values?.keys() ?? [])].some((each) => analysis.used.values.has(each));
    return isOfModel ? [{ name, options, analysis, settings }] : [];
  });
}
