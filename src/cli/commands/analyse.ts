import { defineCommand } from '../command.js';
import { exitCode, worse } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { addManual } from '../manual.js';
import { declareModels, readBindings } from '../model-options.js';
import { reportModels } from '../models.js';
import { fileOutput, terminalOutput } from '../output.js';
import { declareReport, loadFormat, readFormatOptions } from '../report-options.js';

/** Reports what every layer of the models costs. */
export default defineCommand({
  declare: (parser) => addManual(declareReport(declareModels(parser))),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const format = await loadFormat(given);
    const session = format.start(readFormatOptions(given, terminal));
    const output = given.output === undefined ? terminalOutput(terminal) : fileOutput(given.output);
    let worst: ExitCode = exitCode.fine;
    try {
      for await (const report of reportModels(given.models, bindings, terminal.interactive)) {
        if (report.kind === 'failed') {
          terminal.note(`${report.path}: ${report.error.message}`);
          worst = worse(worst, report.error.code === 'internal-error' ? exitCode.bug : exitCode.userError);
        }
        output.write(session.model(report));
      }
      output.write(session.end());
      output.finish();
    } catch (error) {
      output.discard();
      throw error;
    }
    return worst;
  },
});
