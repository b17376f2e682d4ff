import type { Analysis } from '../../analysis/index.js';
import { brokenLimits, compareReports, compareSpeed, isMeasured, parseIncrease } from '../../comparison/index.js';
import { expandEach, isRemote } from '../../files/index.js';
import type { Configuration } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import { brokenBudgets } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { reportOf } from '../../report/index.js';
import type { Additions, FailedModel, Report } from '../../report/index.js';
import { exitCode, worse } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { declareBindings, readBindings } from '../model-options.js';
import { checkFit, isRead, readOne } from '../reading.js';
import type { Reading } from '../reading.js';
import { describeFailure } from '../outcome.js';
import { declareRules, readConfiguration } from '../rule-options.js';
import { declarePlatform, readTimes } from '../platform-option.js';
import { listText } from '../../text/index.js';
import type { Terminal } from '../terminal.js';
import {
  comparisonFormats,
  declareComparison,
  loadFormat,
  openOutput,
  readContexts,
  readFormatOptions,
  usualReport,
} from '../report-options.js';

/** Shows what changed from one model to another. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declarePlatform(declareComparison(declareBindings(parser))))
      .positional('base', {
        describe: 'The model as it was; a note says so where there is no such file',
        type: 'string',
        demandOption: true,
      })
      .positional('head', { describe: 'The model as it is', type: 'string', demandOption: true })
      .option('base-name', {
        describe: 'The name of the base, where the file is a copy: for the report and the configuration',
        type: 'string',
        requiresArg: true,
        group: 'Comparison:',
      })
      .option('max-increase', {
        describe: 'Fail when a total grows by more: multiply-adds=2% or params=100000',
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'none',
        group: 'Comparison:',
      })
      .option('profile', {
        describe:
          'Profile of each model made elsewhere, first of the base, then of the head; files that ' +
          'help to join it behind commas',
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'none',
        group: 'Comparison:',
      }),
  async run(given, terminal) {
    const report = { ...usualReport, ...given };
    const limits = given['max-increase'].map(parseIncrease);
    const format = await loadFormat(given);
    if (format.comparison === undefined) {
      throw new NetstatError(
        'bad-option',
        `--format ${format.name} cannot show a comparison; ${listText(comparisonFormats)} can`,
      );
    }
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const [basePath = given.base, headPath = given.head] = await expandEach([given.base, given.head]);
    const timesOf = await readTimes(given);
    const contexts = readContexts(given);
    const add = (analysis: Analysis): Additions => ({ contexts, ...timesOf(analysis) });
    const [baseProfile, headProfile] = profilesOf(given.profile);
    const base = await withProfile(
      await readOne(basePath, bindings, configuration, { add, name: given['base-name'] }),
      baseProfile,
      configuration,
      add,
    );
    const head = await withProfile(
      await readOne(headPath, bindings, configuration, { add }),
      headProfile,
      configuration,
      add,
    );
    if (!isRead(head) || (!isRead(base) && !(isAbsent(base) && !isRemote(basePath)))) {
      return noteFailures([base, head], terminal);
    }
    checkFit([base, head], bindings);
    const options = readFormatOptions(report, terminal);
    const comparison = compareReports(isRead(base) ? base.report : base, head.report, options);
    const output = await openOutput(report, terminal, [given.base, given.head]);
    output.write(format.comparison(comparison, options));
    await output.finish();
    const budgets = brokenBudgets(head.report).map(
      ({ rule, message }) => `${head.report.model.path}: ${rule}: ${message}`,
    );
    const broken = [...brokenLimits(comparison, limits), ...budgets];
    if (isRead(base)) await tellSpeed(base.report, head.report, terminal);
    for (const sentence of broken) terminal.note(sentence);
    return broken.length > 0 ? exitCode.found : exitCode.fine;
  },
});

/**
 * The files of each profile.
 * @throws NetstatError for one profile, or for more than two
 */
function profilesOf(profiles: readonly string[]): readonly (readonly string[] | undefined)[] {
  if (profiles.length !== 0 && profiles.length !== 2) {
    throw new NetstatError(
      'bad-option',
      '--profile: a comparison takes two, first that of the base, then that of the head: --profile ' +
        'before.json --profile after.json',
    );
  }
  return profiles.map((files) => files.split(','));
}

/** The report with the measurement that a profile tells. */
async function withProfile(
  read: (Reading & { readonly analysis?: Analysis }) | FailedModel,
  files: readonly string[] | undefined,
  configuration: Configuration,
  add: (analysis: Analysis) => Additions,
): Promise<Reading | FailedModel> {
  if (files === undefined || !isRead(read)) return read;
  const { report, analysis } = read;
  const { path } = report.model;
  if (analysis === undefined) {
    throw new NetstatError(
      'bad-option',
      `${path}: --profile needs the model; a saved report has the measurement of its run`,
    );
  }
  const { readProfile } = await import('../../runtimes/index.js');
  const measurement = await readProfile(files, analysis, PROFILE_WARMUP);
  const additions = { ...add(analysis), measurement };
  return { ...read, report: reportOf(path, analysis, configuration.forModel(path).policy, additions) };
}

/** Says which of two measured models is faster. */
async function tellSpeed(base: Report, head: Report, terminal: Terminal): Promise<void> {
  if (!isMeasured(base) || !isMeasured(head)) return;
  const { speedSentence } = await import('../../formats/index.js');
  terminal.note(speedSentence(base.model.path, head.model.path, compareSpeed(base, head, false)));
}

/** Runs at the start of a profile that do not count. */
const PROFILE_WARMUP = 5;

/** Says why models cannot be compared. */
function noteFailures(readings: readonly (Reading | FailedModel)[], terminal: Terminal): ExitCode {
  let code: ExitCode = exitCode.fine;
  for (const each of readings) {
    if (isRead(each)) continue;
    const described = describeFailure(each);
    terminal.note(described.failure);
    code = worse(code, described.code);
  }
  return code;
}

/**
 * Whether the base of a comparison does not exist: the head is a new model. A base that exists but cannot be read is a
 * failure.
 */
function isAbsent({ error }: FailedModel): boolean {
  return error.code === 'not-found';
}
