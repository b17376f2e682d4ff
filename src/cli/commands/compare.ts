import { brokenLimits, compareReports, parseIncrease } from '../../comparison/index.js';
import { expandEach } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import { defineCommand } from '../command.js';
import type { FailedReport, Report } from '../../report/index.js';
import { exitCode, worse } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { declareBindings, readBindings } from '../model-options.js';
import { checkFit, reportModel } from '../models.js';
import { describeFailure } from '../outcome.js';
import { brokenBudgets, declareRules, readConfiguration } from '../rule-options.js';
import type { Terminal } from '../terminal.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';

/** Shows what changed from one model to another. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declareReport(declareBindings(parser)))
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
      }),
  async run(given, terminal) {
    const limits = given['max-increase'].map(parseIncrease);
    const format = await loadFormat(given);
    if (format.comparison === undefined) {
      throw new NetstatError(
        'bad-option',
        `--format ${format.name} cannot show a comparison; table, markdown, json and html can`,
      );
    }
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const [basePath = given.base, headPath = given.head] = await expandEach([given.base, given.head]);
    const base = await reportModel(basePath, bindings, configuration, given['base-name']);
    const head = await reportModel(headPath, bindings, configuration);
    if (head.kind === 'failed' || (base.kind === 'failed' && !isAbsent(base))) {
      return noteFailures([base, head], terminal);
    }
    checkFit([base, head], bindings);
    const comparison = compareReports(base, head);
    const output = await openOutput(given, terminal, [given.base, given.head]);
    output.write(format.comparison(comparison, readFormatOptions(given, terminal)));
    await output.finish();
    const budgets = brokenBudgets(head).map(({ rule, message }) => `${head.path}: ${rule}: ${message}`);
    const broken = [...brokenLimits(comparison, limits), ...budgets];
    for (const sentence of broken) terminal.note(sentence);
    return broken.length > 0 ? exitCode.found : exitCode.fine;
  },
});

/** Says why models cannot be compared. */
function noteFailures(reports: readonly (Report | FailedReport)[], terminal: Terminal): ExitCode {
  let code: ExitCode = exitCode.fine;
  for (const each of reports) {
    if (each.kind === 'report') continue;
    const described = describeFailure(each);
    terminal.note(described.failure);
    code = worse(code, described.code);
  }
  return code;
}

/** Whether the base of a comparison does not exist: the head is a new model. A base that exists but cannot be read is a failure. */
function isAbsent({ error }: FailedReport): boolean {
  return error.code === 'not-found';
}
