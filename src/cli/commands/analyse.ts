import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { addManual } from '../manual.js';
import { declareModels, readBindings } from '../model-options.js';
import { reportModels } from '../models.js';
import { fileOutput, terminalOutput } from '../output.js';
import { declareReport, loadFormat, readFormatOptions } from '../report-options.js';
import { breaksBudget, declareRules, readConfiguration } from '../rule-options.js';
import { writeReports } from '../write-reports.js';

/** Reports what every layer of the models costs. */
export default defineCommand({
  declare: (parser) => addManual(declareRules(declareReport(declareModels(parser)))),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const format = await loadFormat(given);
    const session = format.start(readFormatOptions(given, terminal));
    const output = given.output === undefined ? terminalOutput(terminal) : fileOutput(given.output);
    const reports = reportModels(given.models, bindings, configuration, terminal.interactive);
    return writeReports(reports, { session, output, terminal }, (report) => ({ report, code: breaksBudget(report) ? exitCode.found : exitCode.fine }));
  },
});
