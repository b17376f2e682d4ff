import { compareSpeed, isMeasured } from '../../comparison/index.js';
import type { SpeedComparison } from '../../comparison/index.js';
import { expandPaths, isRemote, STANDARD_INPUT } from '../../files/index.js';
import { describeSpeed, speedSentence } from '../../formats/index.js';
import { NetstatError } from '../../ir/index.js';
import { isFailed, savedOptionTargets, watchOptions } from '../../report/index.js';
import type { FailedModel, Report, SpeedReport } from '../../report/index.js';
import { loadRuntime, readInputs } from '../../runtimes/index.js';
import { terminalText } from '../../text/index.js';
import { breaksBudget } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { declareMeasuring, readMeasuring, readRoofline } from '../measure-options.js';
import { measuredReports } from '../measured-reports.js';
import type { LabelledReport, MeasuringWishes } from '../measured-reports.js';
import { declareModels, readBindings } from '../model-options.js';
import { analyseModel, isRead } from '../reading.js';
import { conclude } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { declareReport, loadFormat, openOutput, readContexts, readFormatOptions } from '../report-options.js';
import { declareRules, readConfiguration } from '../rule-options.js';
import { readWholeNumber } from '../whole-number.js';
import { writeReports } from '../write-reports.js';

/** Runs the models, or reads what ran elsewhere, and reports how long every layer takes beside what it costs. */
export default defineCommand({
  leavesTraces: true,
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
        describe: 'Limits of the platform, for bounds: 90,20 means 90 GFLOP/s and 20 GB/s',
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
      .example('$0 measure before.onnx after.onnx', 'which is faster, and where')
      .example('$0 measure model.onnx --threads 1,2', 'what a second thread brings')
      .example('$0 measure model.onnx --profile trace.json', 'a trace of onnxruntime made elsewhere')
      .example('$0 measure model.onnx --runtime command -- ./bench.sh {model}', 'with a program of yours'),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const { variants, pace } = readMeasuring(given);
    const format = await loadFormat(given);
    const wishes: MeasuringWishes = {
      bindings,
      configuration,
      settings: {
        runtime: await loadRuntime(given.runtime, '--runtime'),
        inputs: await readInputs(given.input),
        seed: readWholeNumber('--seed', given.seed, 0),
        pace,
      },
      variants: variants.map((options) => ({ ...options, command: given['--'] })),
      profiles: given.profile,
      roofline: readRoofline(given.roofline),
      contexts: readContexts(given),
      hasArena: format.showsArena,
    };
    const options = readFormatOptions(given, terminal);
    const session = format.start(options);
    const output = await openOutput(given, terminal, [...given.models, ...given.profile]);
    const paths = await readablePaths(given.models, wishes);
    const reports: LabelledReport[] = [];
    const collected = collect(measuredReports(paths, wishes, terminal), reports);
    const outcomes = concludeAll(collected);
    const { code } = await writeReports(outcomes, {
      session,
      output,
      terminal,
      speeds: () => comparedSpeeds(reports).map(speedReport),
    });
    const toPeople = format.name === 'table' && given.output === undefined;
    for (const { base, head, comparison } of comparedSpeeds(reports)) {
      if (toPeople) terminal.print(terminalText(['', ...describeSpeed(base, head, comparison, options.width)]));
      else terminal.note(speedSentence(base, head, comparison));
    }
    return code;
  },
});

/** Passes reports on, and keeps them for the comparison at the end. */
async function* collect(
  reports: AsyncIterable<LabelledReport>,
  kept: LabelledReport[],
): AsyncGenerator<Report | FailedModel> {
  for await (const each of reports) {
    kept.push(each);
    yield each.report;
  }
}

/** The first of the measured models with how each of the others stands to it. */
function comparedSpeeds(reports: readonly LabelledReport[]): readonly ComparedSpeed[] {
  const [base, ...others] = reports.flatMap(({ label, report, inTurns }) =>
    !isFailed(report) && isMeasured(report) ? [{ label, inTurns, report }] : [],
  );
  if (base === undefined) return [];
  return others.map((head) => ({
    base: base.label,
    head: head.label,
    inTurns: base.inTurns && head.inTurns,
    comparison: compareSpeed(base.report, head.report, base.inTurns && head.inTurns),
  }));
}

/** How two measured models stand to one another. */
interface ComparedSpeed {
  readonly base: string;
  readonly head: string;
  readonly inTurns: boolean;
  readonly comparison: SpeedComparison;
}

function speedReport({ base, head, inTurns, comparison }: ComparedSpeed): SpeedReport {
  const { speed, categories, layers } = comparison;
  return {
    base,
    head,
    ratio: speed?.ratio ?? null,
    error: speed?.error ?? null,
    differs: speed?.differs ?? null,
    inTurns: speed?.inTurns ?? inTurns,
    categories,
    layers,
  };
}

async function* concludeAll(reports: AsyncIterable<Report | FailedModel>): AsyncGenerator<Outcome> {
  for await (const each of reports) {
    const read = isFailed(each) ? each : { report: each, targets: savedOptionTargets(each, new Map()) };
    yield conclude(read, (report) => ({ report, code: breaksBudget(report) ? exitCode.found : exitCode.fine }));
  }
}

/**
 * The paths of the models, once the options are known to fit them.
 * @throws NetstatError when an option fits none of them, or standard input would have to run
 */
async function readablePaths(patterns: readonly string[], wishes: MeasuringWishes): Promise<readonly string[]> {
  const paths = await expandPaths(patterns);
  const elsewhere = paths.find((path) => path === STANDARD_INPUT || isRemote(path));
  if (elsewhere !== undefined && wishes.profiles.length === 0) {
    throw new NetstatError('bad-option', `${elsewhere}: measure runs models from files: save this one to a file first`);
  }
  // Standard input could not be read again.
  if (!paths.includes(STANDARD_INPUT)) await checkOptions(paths, wishes);
  return paths;
}

/**
 * Checks that every option fits a model before anything runs.
 * @throws NetstatError for an option that fits none of the models
 */
async function checkOptions(paths: readonly string[], { bindings, configuration }: MeasuringWishes): Promise<void> {
  const fit = watchOptions(bindings);
  for (const path of paths) {
    if (fit.complete) return;
    const read = await analyseModel(path, bindings, configuration);
    if (isRead(read)) fit.see(read.targets);
  }
  fit.check();
}
