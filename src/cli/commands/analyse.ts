import type { Analysis } from '../../analysis/index.js';
import type { ConventionCount } from '../../conventions/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { addManual } from '../manual.js';
import { declareModels, readBindings } from '../model-options.js';
import { reportModels } from '../models.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';
import { breaksBudget, declareRules, readConfiguration } from '../rule-options.js';
import { writeReports } from '../write-reports.js';

/**
 * The count by the convention of that name; undefined for none.
 * @throws NetstatError when there is none of that name
 */
async function loadConvention(name: string | undefined): Promise<((analysis: Analysis) => ConventionCount) | undefined> {
  if (name === undefined) return undefined;
  const { conventions, countBy } = await import('../../conventions/index.js');
  const convention = conventions.find((one) => one.name === name);
  if (convention === undefined) throw new NetstatError('bad-option', `--convention ${name}: there is no such convention; ${suggest(name, conventions.map((one) => one.name))}`);
  return (analysis) => countBy(convention, analysis);
}

/** Reports what every layer of the models costs. */
export default defineCommand({
  declare: (parser) => addManual(declareRules(declareReport(declareModels(parser)).option('convention', { describe: 'Also count as another tool would: torchstat, thop, ultralytics-thop, fvcore, ptflops, torchinfo, onnx-tool, onnxsim', type: 'string', requiresArg: true, group: 'Report:' }))),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const count = await loadConvention(given.convention);
    const format = await loadFormat(given);
    const session = format.start(readFormatOptions(given, terminal));
    const output = openOutput(given, terminal);
    const reports = reportModels(given.models, bindings, configuration, terminal.interactive);
    return writeReports(reports, { session, output, terminal }, (report) => ({ report: count === undefined ? report : { ...report, convention: count(report.analysis) }, code: breaksBudget(report) ? exitCode.found : exitCode.fine }));
  },
});
