import type { AnalysisOptions, Roofline } from '../../analysis/index.js';
import { expandPaths, loadModel, mergeBindings, STANDARD_INPUT } from '../../files/index.js';
import type { Configuration } from '../../files/index.js';
import type { Progress } from '../../measurement/index.js';
import { NetstatError } from '../../ir/index.js';
import { reportOf, watchOptions } from '../../report/index.js';
import type { FailedReport, Report } from '../../report/index.js';
import { importModel, measurePrepared, prepareModel, readCalibration, readInputs } from '../../runtimes/index.js';
import type { Measured, PreparedModel, RunSettings } from '../../runtimes/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { endOnInterrupt } from '../interrupt.js';
import { declareMeasuring, loadRuntime, readMeasuring, readRoofline } from '../measure-options.js';
import { declareModels, readBindings } from '../model-options.js';
import { reportModel } from '../models.js';
import { conclude, failedReport } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';
import { breaksBudget, declareRules, readConfiguration } from '../rule-options.js';
import type { Terminal } from '../terminal.js';
import { readWholeNumber } from '../whole-number.js';
import { writeReports } from '../write-reports.js';

/** Runs the models, or reads what ran elsewhere, and reports how long every layer takes beside what it costs. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declareReport(declareMeasuring(declareModels(parser))))
      .option('input', {
        describe: 'Take an input from a file: x=image.npy, x=input_0.pb, or arrays.npz',
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'made up by its type',
        group: 'Measuring:',
      })
      .option('profile', {
        describe: 'Run nothing: read a profile made elsewhere, and files that help to join it',
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'none',
        group: 'Measuring:',
      })
      .option('roofline', {
        describe: 'What the platform can do, for bounds: 90,20 for 90 GFLOP/s and 20 GB/s',
        type: 'string',
        requiresArg: true,
        defaultDescription: 'as netstat calibrate found',
        group: 'Measuring:',
      })
      .option('--', {
        describe: 'With --runtime command: the command, in which {model} is the path',
        type: 'string',
        array: true,
        hidden: true,
      })
      .example('$0 measure model.onnx --threads 4', 'on this CPU')
      .example('$0 measure model.onnx --profile trace.json', 'a trace of onnxruntime made elsewhere')
      .example('$0 measure model.onnx --runtime command -- ./bench.sh {model}', 'with a program of yours'),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const measuring = readMeasuring(given);
    const settings: RunSettings = {
      runtime: await loadRuntime(given.runtime),
      inputs: await readInputs(given.input),
      seed: readWholeNumber('--seed', given.seed, 0),
      ...measuring,
      options: { ...measuring.options, command: given['--'] },
    };
    const format = await loadFormat(given);
    const session = format.start(readFormatOptions(given, terminal));
    const output = await openOutput(given, terminal, [...given.models, ...given.profile]);
    endOnInterrupt();
    const reports = measuredReports(
      given.models,
      { bindings, configuration, settings, profiles: given.profile, roofline: readRoofline(given.roofline) },
      terminal,
    );
    const outcomes = concludeAll(reports, (report) => session.print(report));
    return (await writeReports(outcomes, { session, output, terminal })).code;
  },
});

async function* concludeAll(
  reports: AsyncIterable<Report | FailedReport>,
  print: (report: Report | FailedReport) => unknown,
): AsyncGenerator<Outcome> {
  for await (const each of reports) {
    yield conclude(each, (report) => ({ report, code: breaksBudget(report) ? exitCode.found : exitCode.fine }), print);
  }
}

/** What holds for all models. */
interface Wishes {
  readonly bindings: AnalysisOptions;
  readonly configuration: Configuration;
  readonly settings: RunSettings;
  readonly profiles: readonly string[];
  readonly roofline: Roofline | undefined;
}

async function* measuredReports(
  patterns: readonly string[],
  wishes: Wishes,
  terminal: Terminal,
): AsyncGenerator<Report | FailedReport> {
  const paths = await expandPaths(patterns);
  const hasStandardInput = paths.includes(STANDARD_INPUT);
  if (hasStandardInput && wishes.profiles.length === 0) {
    throw new NetstatError('bad-option', '-: measure runs models from files; save standard input to a file first');
  }
  // Standard input could not be read again.
  if (!hasStandardInput) await checkOptions(paths, wishes);
  for (const path of paths) {
    const bar =
      terminal.watched && wishes.profiles.length === 0
        ? (await import('../measure-progress.js')).showMeasuring(path)
        : undefined;
    const report = await measuredReport(path, wishes, bar?.progress);
    bar?.hide();
    yield report;
  }
}

/**
 * Sees to it that options fit before anything runs.
 * @throws NetstatError when one fits none of the models
 */
async function checkOptions(paths: readonly string[], { bindings, configuration }: Wishes): Promise<void> {
  const fit = watchOptions(bindings);
  for (const path of paths) {
    if (fit.complete) return;
    const report = await reportModel(path, bindings, configuration);
    if (report.kind === 'report') fit.see(report.analysis);
  }
  fit.check();
}

async function measuredReport(
  path: string,
  { bindings, configuration, settings, profiles, roofline }: Wishes,
  progress?: Progress,
): Promise<Report | FailedReport> {
  try {
    const { options, policy } = configuration.forModel(path);
    const model = await loadModel(path);
    const bound = { ...options, ...mergeBindings([options, bindings]) };
    const { analysis, measurement } =
      profiles.length > 0
        ? await importModel(model, bound, profiles, settings.pace.warmup)
        : await measureOne(prepareModel(path, model, bound, settings), settings, progress);
    return reportOf(path, analysis, policy, { measurement, roofline: roofline ?? readCalibration(measurement) });
  } catch (error) {
    return failedReport(path, error);
  }
}

async function measureOne(prepared: PreparedModel, { pace }: RunSettings, progress?: Progress): Promise<Measured> {
  const [measured] = await measurePrepared([prepared], pace, progress);
  if (measured === undefined) throw new Error('one model gives one measurement');
  return measured;
}
