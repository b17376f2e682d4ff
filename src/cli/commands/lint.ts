import { expandPaths, updateBaseline, withBaseline } from '../../files/index.js';
import type { Configuration, KnownFinding } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import type { Report } from '../../report/index.js';
import { terminalText, thingsText, wrapProse } from '../../text/index.js';
import { isOfBudget } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { endingOnInterrupt } from '../interrupt.js';
import { keptModels } from '../keep-models.js';
import type { Terminal } from '../terminal.js';
import { exitCode, worse } from '../exit-code.js';
import { declareModels, declareThreads, readBindings } from '../model-options.js';
import { examineModels } from '../models.js';
import type { Examination } from '../outcome.js';
import { declarePlatform, readTimes } from '../platform-option.js';
import {
  declareReport,
  loadFormat,
  openOutput,
  readContexts,
  readFormatOptions,
  rejectLayerOptions,
} from '../report-options.js';
import { declareRules, readPlainConfiguration, rejectForSaved } from '../rule-options.js';
import { readThreads } from '../threads.js';
import { readWholeNumber } from '../whole-number.js';
import type { LintArguments } from '../work.js';
import { writeReports } from '../write-reports.js';

/**
 * The examination of each model that the arguments ask for.
 * @throws NetstatError for the user's errors
 */
export async function prepareLint(given: LintArguments): Promise<Examination> {
  return examinationOf(given, await readPlainConfiguration(given));
}

/** `look` sees each report first and returns the one that counts. */
async function examinationOf(
  given: LintArguments,
  plain: Configuration,
  look = (report: Report): Report => report,
): Promise<Examination> {
  // A baseline that is written anew holds whatever is found.
  const baseline = given['update-baseline'] ? undefined : (given.baseline ?? plain.baseline);
  const contexts = readContexts(given);
  const timesOf = await readTimes(given);
  return {
    bindings: readBindings(given),
    configuration: withBaseline(plain, baseline),
    add: (analysis) => ({ contexts, ...timesOf(analysis) }),
    rejectSaved: (path) => rejectForSaved(path, given),
    judge(report) {
      const counted = look(report);
      const hasError = counted.findings.some(({ severity }) => severity === 'error');
      const warnings = counted.findings.filter(({ severity }) => severity === 'warning').length;
      return {
        report: given.quiet ? errorsOf(counted) : counted,
        code: hasError ? exitCode.found : exitCode.fine,
        warnings,
      };
    },
  };
}

/** Reports what rules find in the models, and fails for errors. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declarePlatform(declareReport(declareThreads(declareModels(parser)))))
      .option('max-warnings', {
        describe: 'Fail for more warnings than this',
        type: 'string',
        requiresArg: true,
        defaultDescription: 'no limit',
        group: 'Rules:',
      })
      .option('quiet', { alias: 'q', describe: 'Show errors only', type: 'boolean', default: false, group: 'Rules:' })
      .option('baseline', {
        describe: 'Leave out findings that this file knows',
        type: 'string',
        requiresArg: true,
        group: 'Rules:',
      })
      .option('update-baseline', {
        describe: 'Write what is found into the baseline',
        type: 'boolean',
        default: false,
        group: 'Rules:',
      })
      .option('measure', {
        describe:
          'Make the changes that promise most, and run the model as it is and changed in turns (onnxruntime, 1 thread)',
        type: 'boolean',
        default: false,
        group: 'Advice:',
      })
      .option('keep', {
        describe: 'With --measure: write the changed models into this folder, with zeros for weights',
        type: 'string',
        requiresArg: true,
        group: 'Advice:',
      })
      .example('$0 lint model.onnx --measure', 'what advice is worth here, tried'),
  async run(given, terminal) {
    const plain = await readPlainConfiguration(given);
    const maxWarnings =
      given['max-warnings'] === undefined
        ? (plain.maxWarnings ?? Infinity)
        : readWholeNumber('--max-warnings', given['max-warnings'], 0);
    const baseline = given.baseline ?? plain.baseline;
    const updating = given['update-baseline'];
    if (updating && baseline === undefined) {
      throw new NetstatError(
        'bad-option',
        '--update-baseline: which file? Name it with --baseline, or in the configuration',
      );
    }
    if (given.keep !== undefined && !given.measure) {
      throw new NetstatError('bad-option', '--keep: only changes that are tried are written: add --measure');
    }
    const found = new Map<string, readonly KnownFinding[]>();
    const note = (report: Report): Report => {
      // Plain copies: a report of its own holds on to its analysis, and of many models these would not fit into memory.
      found.set(
        report.model.path,
        report.findings
          .filter((finding) => !isOfBudget(finding))
          .map(({ fingerprint, rule, message }) => ({ fingerprint, rule, message })),
      );
      return accept(report);
    };
    const examination = await examinationOf(given, plain, updating ? note : undefined);

    const format = await loadFormat(given);
    rejectLayerOptions(given, format);
    const session = format.start({ ...readFormatOptions(given, terminal), show: 'findings' });
    const threads = readThreads(given.threads, { command: 'lint', given });
    const output = await openOutput(given, terminal, given.models);
    const outcomes = examineModels(given.models, examination, {
      showsProgress: () => terminal.interactive,
      threads,
    });
    const { code, warnings } = await writeReports(outcomes, { session, output, terminal });
    if (updating && baseline !== undefined) updateBaseline(baseline, found);
    if (given.measure) await endingOnInterrupt(() => tryAdvice(given, plain, terminal));
    if (warnings <= maxWarnings) return code;
    const allowed = maxWarnings === 0 ? 'none is' : `at most ${maxWarnings} ${maxWarnings === 1 ? 'is' : 'are'}`;
    terminal.note(`${thingsText(warnings, 'warning')}; ${allowed} allowed`);
    return worse(code, exitCode.found);
  },
});

/**
 * Measures the advice on each model.
 * @throws NetstatError when a model cannot be run
 */
async function tryAdvice(
  given: LintArguments & {
    readonly models: readonly string[];
    readonly keep: string | undefined;
    readonly format: string | undefined;
    readonly output: string | undefined;
  },
  configuration: Configuration,
  terminal: Terminal,
): Promise<void> {
  const { measureAdvice } = await import('../measure-advice.js');
  const files = await expandPaths(given.models);
  const wishes = {
    bindings: readBindings(given),
    configuration,
    timesOf: await readTimes(given),
    kept: given.keep === undefined ? undefined : keptModels(given.keep, files),
  };
  for (const file of files) {
    const sentences = await measureAdvice(file, wishes, terminal);
    const toPeople = given.output === undefined && (given.format ?? 'table') === 'table';
    if (toPeople) terminal.print(terminalText(['', ...describeTried(file, sentences, terminal.width)]));
    else for (const sentence of sentences) terminal.note(sentence);
  }
}

/** What was tried of a model, each change a sentence that hangs below the model's name. */
function describeTried(file: string, sentences: readonly string[], width: number): readonly string[] {
  const lines = sentences.flatMap((sentence) =>
    wrapProse(sentence, width - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`),
  );
  return [`changes to ${file}, one at a time`, ...lines];
}

/** The report as it is when all that was found stands in the baseline, but for broken budgets. */
function accept(report: Report): Report {
  const accepted = report.findings
    .filter((finding) => !isOfBudget(finding))
    .map((finding) => ({ finding, reason: null }));
  return {
    ...report,
    findings: report.findings.filter(isOfBudget),
    suppressed: [...(report.suppressed ?? []), ...accepted],
  };
}

function errorsOf(report: Report): Report {
  return { ...report, findings: report.findings.filter(({ severity }) => severity === 'error') };
}
