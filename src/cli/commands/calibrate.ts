import { NetstatError, programCall } from '../../ir/index.js';
import { calibrate } from '../../measurement/index.js';
import {
  keepCalibration,
  keptPaper,
  loadRuntime,
  makeProbes,
  profilingCostOf,
  writeCalibration,
} from '../../runtimes/index.js';
import { calibrationText } from '../../formats/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { declareMeasuring, readMeasuring } from '../measure-options.js';

/** Measures what this platform can do, for the bounds in measured reports. */
export default defineCommand({
  leavesTraces: true,
  declare: (parser) =>
    declareMeasuring(parser)
      .positional('reports', {
        describe: 'With --from: further reports',
        type: 'string',
        array: true,
        default: [],
        defaultDescription: 'none',
      })
      .option('from', {
        describe:
          'Measure nothing: make a platform of measured reports (.json, .jsonl, .gz), or of a folder ' +
          'of models and traces',
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'none',
        group: 'Platform:',
      })
      .option('sweep', {
        describe:
          'Measure chains of layers, of which times of whole networks are predicted: quick (a minute) or full (four)',
        type: 'string',
        group: 'Platform:',
      })
      .option('emit', {
        describe: 'Measure nothing: write the chains into this folder, to be run on another device',
        type: 'string',
        requiresArg: true,
        group: 'Platform:',
      })
      .option('output', {
        alias: 'o',
        describe: 'Where to write what was found, for --platform FILE',
        type: 'string',
        requiresArg: true,
        defaultDescription: 'kept for --platform here',
        group: 'Platform:',
      })
      .example('$0 calibrate --threads 4', 'for reports of runs with 4 threads')
      .example('$0 calibrate --sweep', 'a platform of this machine, for --platform here')
      .example('$0 calibrate --from sweep.jsonl -o phone.json', 'a platform for --platform phone.json'),
  async run(given, terminal) {
    if (given.from.length > 0) {
      const { makePlatform } = await import('../make-platform.js');
      return makePlatform({ from: [...given.from, ...given.reports], output: given.output }, terminal);
    }
    const [surplus] = given.reports;
    if (surplus !== undefined) {
      throw new NetstatError('bad-option', `calibrate ${surplus}: a file is read after --from only: --from ${surplus}`);
    }
    if (given.emit !== undefined) {
      const { emitPlatform } = await import('../make-platform.js');
      return emitPlatform({ emit: given.emit, sweep: given.sweep }, terminal);
    }
    const { variants, pace } = readMeasuring(given);
    const [options, ...others] = variants;
    if (options === undefined || others.length > 0) {
      throw new NetstatError('bad-option', 'a calibration is of one device, level and number of threads');
    }
    const runtime = await loadRuntime(given.runtime, '--runtime');
    const [first] = runtime.devices;
    if (first === undefined) {
      throw new NetstatError(
        'bad-option',
        `--runtime ${runtime.name} cannot be calibrated: it runs the models of its user only`,
      );
    }
    if (given.sweep !== undefined) {
      const { sweepPlatform } = await import('../make-platform.js');
      const { sweep, output } = given;
      return sweepPlatform({ sweep, output }, { runtime, options, timeLimitMs: pace.timeLimitMs }, terminal);
    }
    const { timeLimitMs } = pace;
    const probes = await makeProbes();
    const bar = terminal.watched ? (await import('../progress.js')).startProgress(probes.length) : undefined;
    try {
      const calibration = await calibrate(
        runtime,
        probes,
        {
          ...options,
          timeLimitMs,
          profilingMs: await profilingCostOf(runtime, options, timeLimitMs),
        },
        { progress: (done, name) => bar?.show(done, name) },
      );
      const platform = {
        runtime: runtime.name,
        version: calibration.version,
        device: options.device ?? first,
        threads: options.threads,
      };
      const { output } = given;
      const file = output ?? keepCalibration(platform, calibration);
      if (output !== undefined) writeCalibration(output, platform, calibration, keptPaper(platform)?.verdicts);
      bar?.hide();
      terminal.print(calibrationText(platform, calibration));
      terminal.note(
        output === undefined
          ? `kept in ${file}; ${programCall()} measure on the same platform shows bounds by it, ` +
              `${programCall()} model.onnx --platform here for a model that is not run`
          : `kept in ${file}; ${programCall()} model.onnx --platform ${file} shows bounds by it`,
      );
      return exitCode.fine;
    } finally {
      bar?.hide();
    }
  },
});
