import { analyse, branchSwitchOf, evaluatorAt, MOST_TRIED_LAYERS, staticBoundOf } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { optionFor } from '../ir/index.js';
import { lint, rules } from '../rules/index.js';
import type { Finding, Settings } from '../rules/index.js';
import { generationReport } from './generation.js';
import type { BoundPlatform } from './bound-platform.js';
import type { DiagnosticReport } from './report.js';
import { coverageFields, totalFields } from './total-fields.js';
import type { ScenarioReport } from './uses.js';

/** A named use of a model, analysed. */
export interface ScenarioStudy {
  readonly name: string;
  /** The sizes that it sets beside those of the whole report. */
  readonly options: AnalysisOptions;
  readonly analysis: Analysis;
  /** The budgets that it sets. */
  readonly settings?: Settings | undefined;
}

/**
 * The branches of a model between which one input decides, as uses of it; none where the branch that is taken is known,
 * and none of a model that is too large to be analysed for each.
 */
export function branchScenarios(analysis: Analysis): readonly ScenarioStudy[] {
  const name = analysis.layers.length > MOST_TRIED_LAYERS ? undefined : branchSwitchOf(analysis);
  if (name === undefined) return [];
  const { model, given } = analysis;
  return [false, true].map((value) => {
    const options = { values: new Map([[name, [value]]]) };
    const values = new Map([...(given.values ?? []), ...options.values]);
    return { name: `${name}=${value}`, options, analysis: analyse(model, { ...given, values }) };
  });
}

/** Says that the branches of a model are no uses of it, since it is too large. */
export function untriedBranches(analysis: Analysis): readonly DiagnosticReport[] {
  const name = analysis.layers.length > MOST_TRIED_LAYERS ? branchSwitchOf(analysis) : undefined;
  if (name === undefined) return [];
  const message =
    `a model of more than ${MOST_TRIED_LAYERS} layers is not analysed for each branch; ` +
    `${optionFor('--value', name, 'true')} tells of one`;
  return [{ code: 'limit-reached', severity: 'info', message, layer: null, origin: null }];
}

/**
 * The scenarios of the report. Those of the configuration bind what they are about; a branch says what its runs cost.
 */
export function scenarioReports(
  scenarios: readonly ScenarioStudy[],
  {
    platform,
    contexts,
    branches,
  }: {
    readonly platform: BoundPlatform | undefined;
    readonly contexts: readonly number[] | undefined;
    readonly branches: boolean;
  },
): readonly ScenarioReport<Dim>[] {
  return scenarios.map(({ name, options, analysis }) => {
    const bound = boundOn(analysis, platform);
    const generation = branches ? generationReport(analysis, contexts, platform) : undefined;
    return {
      name,
      given: givenBy(options),
      totals: totalFields({ analysis, bound }),
      coverage: coverageFields(analysis),
      ...(generation === undefined ? {} : { generation }),
    };
  });
}

/** The findings of the budgets of scenarios, under the scenario's name. */
export function scenarioFindings(
  scenarios: readonly ScenarioStudy[],
  platform: BoundPlatform | undefined,
): readonly Finding[] {
  const budgets = rules.filter(({ budget }) => budget === true);
  return scenarios.flatMap(({ name, analysis, settings }) => {
    if (settings === undefined) return [];
    const { findings } = lint(budgets, analysis, { settings }, { bound: boundOn(analysis, platform) });
    return findings.map((finding) => ({
      ...finding,
      message: `${name}: ${finding.message}`,
      fingerprint: `${finding.fingerprint}-${name}`,
      data: { ...finding.data, scenario: name },
    }));
  });
}

function boundOn(analysis: Analysis, platform: BoundPlatform | undefined) {
  return platform === undefined ? undefined : staticBoundOf(analysis, platform, evaluatorAt(new Map()));
}

function givenBy({ dims, shapes, values }: AnalysisOptions): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...[...(dims ?? [])].map(([name, size]) => [name, String(size)] as const),
    ...[...(shapes ?? [])].map(([name, shape]) => [name, shape.join('x')] as const),
    ...[...(values ?? [])].map(([name, elements]) => [name, elements.join(',')] as const),
  ]);
}
