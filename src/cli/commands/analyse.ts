import type { Analysis } from '../../analysis/index.js';
import type { ConventionCount } from '../../conventions/index.js';
import { describeHubRepository, isHubRepository } from '../../files/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import { breaksBudget } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { addManual } from '../manual.js';
import { declareModels, declareThreads, noBindings, readBindings } from '../model-options.js';
import { examineModels } from '../models.js';
import type { Examination } from '../outcome.js';
import { declarePlatform, noPlatform, readTimes } from '../platform-option.js';
import type { PlatformArguments } from '../platform-option.js';
import {
  declareReport,
  loadFormat,
  openOutput,
  readContexts,
  readFormatOptions,
  usualReport,
} from '../report-options.js';
import type { ReportArguments } from '../report-options.js';
import { declareRules, noRules, readConfiguration, rejectForSaved } from '../rule-options.js';
import type { Terminal } from '../terminal.js';
import { readThreads } from '../threads.js';
import type { AnalyseArguments } from '../work.js';
import { writeReports } from '../write-reports.js';

/**
 * The count by the convention of that name; undefined without a name.
 * @throws NetstatError when there is no such convention
 */
async function loadConvention(
  name: string | undefined,
): Promise<((analysis: Analysis) => ConventionCount) | undefined> {
  if (name === undefined) return undefined;
  const { conventions, countBy } = await import('../../conventions/index.js');
  const convention = conventions.find((one) => one.name === name);
  if (convention === undefined) {
    throw new NetstatError(
      'bad-option',
      `--convention ${name}: there is no such convention; ${suggest(
        name,
        conventions.map((one) => one.name),
      )}`,
    );
  }
  return (analysis) => countBy(convention, analysis);
}

/**
 * The examination of each model that the arguments ask for.
 * @throws NetstatError for the user's errors
 */
export async function prepareAnalyse(given: AnalyseArguments): Promise<Examination> {
  const bindings = readBindings(given);
  const configuration = await readConfiguration(given);
  const count = await loadConvention(given.convention);
  const contexts = readContexts(given);
  const timesOf = await readTimes(given);
  const { showsArena: hasArena } = await loadFormat(given);
  return {
    bindings,
    configuration,
    add: (analysis) => ({
      convention: count?.(analysis),
      contexts,
      hasArena,
      ...timesOf(analysis),
    }),
    rejectSaved: (path) => rejectForSaved(path, given),
    judge: (report) => ({
      report,
      code: breaksBudget(report) ? exitCode.found : exitCode.fine,
    }),
  };
}

/** Reports what every layer of the models costs. */
export default defineCommand({
  declare: (parser) =>
    addManual(
      declareRules(
        declarePlatform(declareReport(declareThreads(declareModels(parser)))).option('convention', {
          describe:
            'Also count as another tool would: torchstat, thop, ultralytics-thop, fvcore, ptflops, ' +
            'torchinfo, onnx-tool, onnxsim',
          type: 'string',
          requiresArg: true,
          group: 'Report:',
        }),
      ).option('scenario', {
        describe:
          'Bind what the configuration names so, or what follows the name ' +
          '(decode:sequence=1,past=1023); several give a row each',
        type: 'string',
        array: true,
        requiresArg: true,
        default: noScenarios,
        defaultDescription: 'none',
        group: 'Model:',
      }),
    ),
  run: analyse,
});

/** The scenarios of a run that names none. */
const noScenarios: readonly string[] = [];

/** Reports the models as a run without options does. */
export function analyseAsUsual(models: readonly string[], terminal: Terminal): Promise<ExitCode> {
  return analyse(
    {
      models,
      threads: undefined,
      convention: undefined,
      scenario: noScenarios,
      ...noBindings,
      ...noRules,
      ...noPlatform,
      ...usualReport,
    },
    terminal,
  );
}

async function analyse(
  given: AnalyseArguments &
    PlatformArguments &
    ReportArguments & {
      readonly models: readonly string[];
      readonly threads: string | undefined;
      readonly scenario: readonly string[];
    },
  terminal: Terminal,
): Promise<ExitCode> {
  if (given.models.length > 0 && given.models.every(isHubRepository)) return listHub(given.models, terminal);
  if (given.scenario.length > 0 || [...given.dim, ...given.shape].some((text) => text.includes(','))) {
    const { analyseVariants } = await import('../analyse-variants.js');
    const code = await analyseVariants(given, terminal);
    if (code !== undefined) return code;
  }
  const examination = await prepareAnalyse(given);
  const format = await loadFormat(given);
  const session = format.start(readFormatOptions(given, terminal));
  const threads = readThreads(given.threads, { command: 'analyse', given });
  const output = await openOutput(given, terminal, given.models);
  const outcomes = examineModels(given.models, examination, {
    showsProgress: () => terminal.interactive,
    threads,
  });
  return (await writeReports(outcomes, { session, output, terminal })).code;
}

/** Lists the models of repositories of the hub. */
async function listHub(repositories: readonly string[], terminal: Terminal): Promise<ExitCode> {
  for (const repository of repositories) terminal.print(await describeHubRepository(repository));
  return exitCode.fine;
}
