import { expandPaths, openFile } from '../../files/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import type { Runtime } from '../../measurement/index.js';
import { readModel } from '../../onnx/index.js';
import { watchOptions } from '../../report/index.js';
import type { FailedReport, OptionFit, Report } from '../../report/index.js';
import { runtimes } from '../../runtimes/index.js';
import { describeBug } from '../bug.js';
import { defineCommand } from '../command.js';
import { exitCode, worse } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { declareMeasuring, readMeasuring, readNumber } from '../measure-options.js';
import { measureModel } from '../measuring.js';
import type { Wanted } from '../measuring.js';
import { declareModels, readBindings } from '../model-options.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';
import type { Terminal } from '../terminal.js';

/** Runs the models and reports how long every layer takes beside what it costs. */
export default defineCommand({
  declare: (parser) =>
    declareReport(declareMeasuring(declareModels(parser)))
      .option('seed', { describe: 'Of the inputs that are made up', type: 'string', requiresArg: true, default: '1', group: 'Measuring:' }),
  async run(given, terminal) {
    const bindings = readBindings(given);
    const options = readMeasuring(given);
    const seed = readNumber('--seed', given.seed, 0);
    const runtime = await loadRuntime(given.runtime);
    const format = await loadFormat(given);
    const session = format.start(readFormatOptions(given, terminal));
    const output = openOutput(given, terminal);
    const fit = watchOptions(bindings);
    endOnInterrupt();
    let worst: ExitCode = exitCode.fine;
    try {
      for (const path of await expandPaths(given.models)) {
        const report = await reportMeasured(path, { bindings, inputs: new Map(), seed, runtime, options }, fit, terminal);
        if (report.kind === 'failed') {
          terminal.note(`${report.path}: ${report.error.message}`);
          worst = worse(worst, report.error.code === 'internal-error' ? exitCode.bug : exitCode.userError);
        }
        output.write(session.model(report));
      }
      fit.check();
      output.write(session.end());
      output.finish();
    } catch (error) {
      output.discard();
      throw error;
    }
    return worst;
  },
});

async function loadRuntime(name: string): Promise<Runtime> {
  const entry = runtimes.find((each) => each.kind === 'runtime' && each.name === name);
  const runtime = await entry?.load();
  if (runtime?.kind === 'runtime') return runtime;
  const names = runtimes.filter(({ kind }) => kind === 'runtime').map((each) => each.name);
  throw new NetstatError('bad-option', `--runtime ${name}: there is no such runtime; ${suggest(name, names)}`);
}

async function reportMeasured(path: string, wanted: Omit<Wanted, 'path' | 'model'>, fit: OptionFit, terminal: Terminal): Promise<Report | FailedReport> {
  const bar = terminal.interactive ? (await import('../measure-progress.js')).showMeasuring(path) : undefined;
  try {
    const file = openFile(path);
    try {
      const model = readModel(file);
      const { analysis, measurement } = await measureModel({ ...wanted, path, model }, bar?.progress);
      fit.see(analysis);
      return { kind: 'report', path, analysis, findings: [], measurement };
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof NetstatError) return { kind: 'failed', path, error: { code: error.code, message: error.message } };
    return { kind: 'failed', path, error: { code: 'internal-error', message: describeBug(error) } };
  } finally {
    bar?.hide();
  }
}

/** Ends as other programs do on Ctrl-C; what is to be cleaned up then waits for the exit. */
function endOnInterrupt(): void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => process.exit(code));
}
