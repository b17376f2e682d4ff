import { NetstatError, programCall } from '../../ir/index.js';
import { calibrate } from '../../measurement/index.js';
import { keepCalibration, makeProbes } from '../../runtimes/index.js';
import { calibrationText } from '../../formats/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { endOnInterrupt } from '../interrupt.js';
import { declareMeasuring, loadRuntime, readMeasuring } from '../measure-options.js';

/** Measures what this platform can do, for the bounds in measured reports. */
export default defineCommand({
  declare: (parser) =>
    declareMeasuring(parser).example('$0 calibrate --threads 4', 'for reports of runs with 4 threads'),
  async run(given, terminal) {
    const { variants, pace } = readMeasuring(given);
    const [options, ...others] = variants;
    if (options === undefined || others.length > 0) {
      throw new NetstatError('bad-option', 'a calibration is of one device, level and number of threads');
    }
    const runtime = await loadRuntime(given.runtime);
    const [first] = runtime.devices;
    if (first === undefined) {
      throw new NetstatError(
        'bad-option',
        `--runtime ${runtime.name} cannot be calibrated: it runs the models of its user only`,
      );
    }
    endOnInterrupt();
    const probes = await makeProbes();
    const bar = terminal.watched ? (await import('../progress.js')).startProgress(probes.length) : undefined;
    try {
      const calibration = await calibrate(
        runtime,
        probes,
        { ...options, timeLimitMs: pace.timeLimitMs },
        (done, name) => bar?.show(done, name),
      );
      const platform = {
        runtime: runtime.name,
        version: calibration.version,
        device: options.device ?? first,
        threads: options.threads,
      };
      const file = keepCalibration(platform, calibration);
      bar?.hide();
      terminal.print(calibrationText(platform, calibration));
      terminal.note(`kept in ${file}; ${programCall()} measure on the same platform shows bounds by it`);
      return exitCode.fine;
    } finally {
      bar?.hide();
    }
  },
});
