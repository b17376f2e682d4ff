import { extname } from 'node:path';
import type { Analysis } from '../../analysis/index.js';
import { formats, paperFacts, paperJson, paperText } from '../../formats/index.js';
import { NetstatError, programCall, suggest } from '../../ir/index.js';
import { measurePaper } from '../../paper/index.js';
import type { PaperResult } from '../../paper/index.js';
import type { Written } from '../../text/index.js';
import { reportOf } from '../../report/index.js';
import { HERE, keepPaper, loadRuntime, measuringMachine, profilingCostOf } from '../../runtimes/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { declareMeasuring, readMeasuring } from '../measure-options.js';
import { readPredictor } from '../platform-option.js';
import { openOutput, readFormatOptions, usualReport } from '../report-options.js';
import { readConfiguration } from '../rule-options.js';
import type { Terminal } from '../terminal.js';

const known = ['table', 'json', 'html'];

/** Images at once on a device other than the CPU, as in the paper. */
const BATCH = 8;

/** Runs the experiments of the paper on this platform. */
export default defineCommand({
  leavesTraces: true,
  declare: (parser) =>
    declareMeasuring(parser)
      .option('platform', {
        describe: 'Predict the networks of table 8 too, on a platform: a file that netstat calibrate wrote, or here',
        type: 'string',
        requiresArg: true,
        group: 'Paper:',
      })
      .option('quick', {
        describe: 'A few columns of each table, in a quarter of the time',
        type: 'boolean',
        default: false,
        group: 'Paper:',
      })
      .option('format', {
        describe: `How to write the tables: ${known.join(', ')}; html is a page, with the charts of each network`,
        type: 'string',
        requiresArg: true,
        defaultDescription: "by the output file's name, else table",
        group: 'Paper:',
      })
      .option('output', {
        alias: 'o',
        describe: 'Write the tables to this file',
        type: 'string',
        requiresArg: true,
        group: 'Paper:',
      })
      .example('$0 paper --quick', 'do the guidelines hold on this machine?'),
  async run(given, terminal) {
    const format = formatNamed(given.format ?? (given.output === undefined ? 'table' : extname(given.output).slice(1)));
    const { variants, pace } = readMeasuring(given);
    const [options, ...others] = variants;
    const runtime = await loadRuntime(given.runtime, '--runtime');
    const [device] = runtime.devices;
    if (options === undefined || others.length > 0 || device === undefined) {
      throw new NetstatError(
        'bad-option',
        'the paper runs on one runtime that runs models by itself, one device, level and number of threads',
      );
    }
    const predictor = given.platform === undefined ? undefined : await readPredictor(given.platform);
    const output = await openOutput(
      { ...usualReport, output: given.output },
      terminal,
      given.platform === undefined ? [] : [given.platform],
    );
    const bar = terminal.watched ? (await import('../progress.js')).startProgress : undefined;
    let shown: ReturnType<NonNullable<typeof bar>> | undefined;
    try {
      const result = await measurePaper(
        {
          runtime,
          options,
          machine: measuringMachine([runtime]),
          batch: (options.device ?? device) === 'cpu' ? 1 : BATCH,
          quick: given.quick,
          profilingMs: await profilingCostOf(runtime, options, pace.timeLimitMs),
          timeLimitMs: pace.timeLimitMs,
          ...(predictor === undefined ? {} : { predict: (analysis: Analysis) => predictor.predict(analysis).totalMs }),
        },
        (done, total, next) => {
          shown ??= bar?.(total);
          shown?.show(done, next);
        },
      );
      shown?.hide();
      output.write(await textOf(result, format, terminal));
      await output.finish();
      const kept = keepPaper(paperJson(result));
      if (kept !== undefined) {
        terminal.note(
          `kept in ${kept}; with --platform ${HERE} ${programCall()} lint takes guidelines that do not hold here ` +
            'for information',
        );
      }
      return exitCode.fine;
    } catch (error) {
      output.discard();
      throw error;
    } finally {
      shown?.hide();
    }
  },
});

function formatNamed(name: string): string {
  if (known.includes(name)) return name;
  throw new NetstatError('bad-option', `--format ${name}: the paper's tables do not come so; ${suggest(name, known)}`);
}

async function textOf(result: PaperResult, format: string, terminal: Terminal): Promise<Written> {
  if (format === 'json') return paperJson(result);
  if (format === 'table') return paperText(result, terminal.width);
  const page = await formats.find(({ name }) => name === format)?.load();
  if (page?.paper === undefined) throw new Error(`no format ${format}`);
  const { policy } = (await readConfiguration({ config: false, rule: [] })).forModel('');
  const networks = result.networks
    .flatMap(({ entries }) => entries)
    .map(({ name, analysis, measurement }) => reportOf(name, analysis, policy, { measurement }));
  return page.paper(paperFacts(result), networks, readFormatOptions(usualReport, terminal));
}
