import { updateBaseline, withBaseline } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import type { Report } from '../../report/index.js';
import type { Finding } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { exitCode, worse } from '../exit-code.js';
import { declareModels, readBindings } from '../model-options.js';
import { reportModels } from '../models.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';
import { declareRules, isOfBudget, readPlainConfiguration } from '../rule-options.js';
import { writeReports } from '../write-reports.js';

/** Reports what rules find in the models, and fails for errors. */
export default defineCommand({
  declare: (parser) => declareRules(declareReport(declareModels(parser)))
    .option('max-warnings', { describe: 'Fail for more warnings than this', type: 'string', requiresArg: true, defaultDescription: 'no limit', group: 'Rules:' })
    .option('quiet', { alias: 'q', describe: 'Show errors only', type: 'boolean', default: false, group: 'Rules:' })
    .option('baseline', { describe: 'Leave out findings that this file knows', type: 'string', requiresArg: true, group: 'Rules:' })
    .option('update-baseline', { describe: 'Write what is found into the baseline', type: 'boolean', default: false, group: 'Rules:' }),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const plain = await readPlainConfiguration(given);
    const maxWarnings = readCount(given['max-warnings']) ?? plain.maxWarnings ?? Infinity;
    const baseline = given.baseline ?? plain.baseline;
    const updating = given['update-baseline'];
    if (updating && baseline === undefined) throw new NetstatError('bad-option', '--update-baseline: which file? Name it with --baseline, or in the configuration');
    const configuration = baseline === undefined || updating ? plain : withBaseline(plain, baseline);

    const format = await loadFormat(given);
    const session = format.start({ ...readFormatOptions(given, terminal), show: 'findings' });
    const output = openOutput(given, terminal);
    const found = new Map<string, readonly Finding[]>();
    let warnings = 0;
    const code = await writeReports(reportModels(given.models, bindings, configuration, terminal.interactive), { session, output, terminal }, (report) => {
      found.set(report.path, report.findings.filter((finding) => !isOfBudget(finding)));
      const counted = updating ? accept(report) : report;
      warnings += counted.findings.filter(({ severity }) => severity === 'warning').length;
      const hasError = counted.findings.some(({ severity }) => severity === 'error');
      return { report: given.quiet ? errorsOf(counted) : counted, code: hasError ? exitCode.found : exitCode.fine };
    });
    if (updating && baseline !== undefined) updateBaseline(baseline, found);
    if (warnings <= maxWarnings) return code;
    terminal.note(`${warnings} warnings are more than the ${maxWarnings} that may be`);
    return worse(code, exitCode.found);
  },
});

/** The report as it is when all that was found stands in the baseline, but for broken budgets. */
function accept(report: Report): Report {
  const accepted = report.findings.filter((finding) => !isOfBudget(finding)).map((finding) => ({ finding, reason: undefined }));
  return { ...report, findings: report.findings.filter(isOfBudget), suppressed: [...(report.suppressed ?? []), ...accepted] };
}

function errorsOf(report: Report): Report {
  return { ...report, findings: report.findings.filter(({ severity }) => severity === 'error') };
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/u.test(text)) throw new NetstatError('bad-option', `--max-warnings ${text}: should be a number from 0`);
  return Number(text);
}
