import { variantsCsv, variantsMarkdown, variantsText } from '../formats/index.js';
import type { Format, FormatOptions } from '../formats/index.js';
import { mergeBindings } from '../files/index.js';
import { isFailed, watchOptions } from '../report/index.js';
import type { FailedModel, Report } from '../report/index.js';
import { concat, paintWith } from '../text/index.js';
import type { Written } from '../text/index.js';
import { exitCode, worse } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import { describeFailure } from './outcome.js';
import { readTimes } from './platform-option.js';
import type { PlatformArguments } from './platform-option.js';
import { isRead } from './reading.js';
import { loadFormat, openOutput, readContexts, readFormatOptions } from './report-options.js';
import type { ReportArguments } from './report-options.js';
import { readConfiguration } from './rule-options.js';
import { brokenBudgets } from '../rules/index.js';
import type { RuleArguments } from './rule-options.js';
import type { Terminal } from './terminal.js';
import { asksForVariants, readVariants, reportVariants } from './variants.js';
import type { VariantArguments } from './variants.js';

/** Formats that set uses side by side, a row each; others print each use as they print a model. */
const sideBySide: Readonly<
  Record<string, (reports: readonly (Report | FailedModel)[], options: FormatOptions) => Written>
> = {
  table: (reports, options) => variantsText(reports, options, paintWith(options.colour)),
  markdown: variantsMarkdown,
  csv: variantsCsv,
};

/**
 * Reports several uses of models: each value of a list, each scenario. Undefined where the arguments ask for one use
 * only.
 * @throws NetstatError for the user's errors
 */
export async function analyseVariants(
  given: VariantArguments &
    ReportArguments &
    RuleArguments &
    PlatformArguments & { readonly models: readonly string[] },
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  if (!asksForVariants(given)) return undefined;
  const variants = readVariants(given);
  const format = await loadFormat(given);
  const options = readFormatOptions(given, terminal);
  const timesOf = await readTimes(given);
  const contexts = readContexts(given);
  const readings = await reportVariants(
    given.models,
    variants,
    await readConfiguration(given),
    (analysis) => ({ contexts, hasArena: format.showsArena, ...timesOf(analysis) }),
    !Object.hasOwn(sideBySide, format.name),
  );
  const reports = readings.map((read) => (isRead(read) ? read.report : read));
  const fit = watchOptions(mergeBindings(variants.map((variant) => variant.options)));
  // All uses of a model have the same options.
  const firsts = new Map(readings.flatMap((read) => (isRead(read) ? [[read.report.model.path, read] as const] : [])));
  for (const { targets } of firsts.values()) fit.see(targets);
  fit.check();

  const output = await openOutput(given, terminal, given.models);
  let code: ExitCode = exitCode.fine;
  for (const report of reports) {
    if (isFailed(report)) {
      const described = describeFailure(report);
      terminal.note(described.failure);
      code = worse(code, described.code);
    } else if (brokenBudgets(report).length > 0) {
      code = worse(code, exitCode.found);
      for (const { message } of brokenBudgets(report)) terminal.note(`${nameOf(report)}: ${message}`);
    }
  }
  output.write(variantsIn(format, reports, options));
  await output.finish();
  return code;
}

/**
 * Uses of models as a format has them: side by side, or one after the other. A single use is reported as a model is,
 * but for rows that programs read.
 */
export function variantsIn(
  format: Format,
  reports: readonly (Report | FailedModel)[],
  options: FormatOptions,
): Written {
  const isBeside = Object.hasOwn(sideBySide, format.name) && (reports.length !== 1 || format.name === 'csv');
  const draw = isBeside ? sideBySide[format.name] : undefined;
  if (draw !== undefined) return draw(reports, options);
  const session = format.start(options);
  const shown = isForPrograms(format) ? reports : reports.map(named);
  return concat(...shown.map((report) => session.next(report)), session.end());
}

/** Formats in which a field of its own tells the uses of a model apart. */
function isForPrograms({ name }: Format): boolean {
  return name === 'json' || name === 'jsonl';
}

/** A report under a name that tells its use. */
function named(report: Report | FailedModel): Report | FailedModel {
  return isFailed(report) ? report : { ...report, model: { ...report.model, path: nameOf(report) } };
}

function nameOf({ model: { path }, variant }: Report): string {
  const settings = Object.entries(variant ?? {}).map(([name, value]) => `${name}=${value}`);
  return settings.length === 0 ? path : `${path} (${settings.join(', ')})`;
}
