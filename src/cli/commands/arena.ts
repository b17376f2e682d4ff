import { extname } from 'node:path';
import { openText } from '../../analysis/index.js';
import type { Analysis } from '../../analysis/index.js';
import { DEFAULT_ALIGNMENT, planArena } from '../../arena/index.js';
import type { OpenSizes } from '../../arena/index.js';
import { arenaCsv, arenaJson, arenaText } from '../arena-text.js';
import type { PlannedModel } from '../arena-text.js';
import { NetstatError, suggest } from '../../ir/index.js';
import { listText } from '../../text/index.js';
import type { Written } from '../../text/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { declareBindings, readBindings } from '../model-options.js';
import { analyseModel, checkFit, isRead } from '../reading.js';
import { describeFailure } from '../outcome.js';
import { openOutput, usualReport } from '../report-options.js';
import { declareRules, readConfiguration } from '../rule-options.js';
import { readWholeNumber } from '../whole-number.js';

type Writer = (planned: PlannedModel, width?: number) => Written;

/** How a plan can be written. */
const writers: Readonly<Record<string, Writer>> = {
  table: arenaText,
  json: arenaJson,
  csv: arenaCsv,
};

/** Packs a model's activations into one block of memory. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declareBindings(parser))
      .positional('model', { describe: 'The model', type: 'string', demandOption: true })
      .option('alignment', {
        describe: 'Place every activation at a multiple of so many bytes',
        type: 'string',
        requiresArg: true,
        default: String(DEFAULT_ALIGNMENT),
        group: 'Arena:',
      })
      .option('format', {
        describe: `How to write the plan: ${Object.keys(writers).join(', ')}`,
        type: 'string',
        requiresArg: true,
        defaultDescription: "by the output file's name, else table",
        group: 'Arena:',
      })
      .option('output', {
        alias: 'o',
        describe: 'Write the plan to this file',
        type: 'string',
        requiresArg: true,
        group: 'Arena:',
      })
      .example('$0 arena model.onnx -o plan.json', 'every activation with its offset'),
  async run(given, terminal) {
    const alignment = readWholeNumber('--alignment', given.alignment, 1);
    const write = writerNamed(given.format, given.output);
    const bindings = readBindings(given);
    const read = await analyseModel(given.model, bindings, await readConfiguration(given));
    checkFit([read], bindings);
    if (!isRead(read)) {
      const { failure, code } = describeFailure(read);
      terminal.note(failure);
      return code;
    }
    const { analysis } = read;
    const path = given.model;
    const result = planArena(analysis, alignment);
    if (result.kind === 'open') throw new NetstatError('unknown-dim', `${path}: ${whyOpen(analysis, result.open)}`);
    const output = await openOutput({ ...usualReport, output: given.output }, terminal, [given.model]);
    const width = given.output === undefined ? terminal.width : Infinity;
    output.write(write({ path, analysis, plan: result.plan }, width));
    await output.finish();
    return exitCode.fine;
  },
});

function writerNamed(format: string | undefined, output: string | undefined): Writer {
  const extension = output === undefined ? '' : extname(output).slice(1).toLowerCase();
  const name = format ?? (Object.hasOwn(writers, extension) ? extension : 'table');
  const write = Object.hasOwn(writers, name) ? writers[name] : undefined;
  if (write === undefined) {
    throw new NetstatError(
      'bad-option',
      `--format ${name}: a plan cannot be written so; ${suggest(name, Object.keys(writers))}`,
    );
  }
  return write;
}

/** Values of unknown size are named up to so many. */
const LISTED_VALUES = 3;

function whyOpen(analysis: Analysis, { symbols, unknown }: OpenSizes): string {
  if (symbols.length > 0) return `the sizes of activations depend on ${openText(analysis, symbols)}`;
  const names = unknown.slice(0, LISTED_VALUES).map(({ name }) => name);
  const more = unknown.length - names.length;
  const values = listText(more > 0 ? [...names, `${more} more values`] : names);
  return `the size of ${values} is not known, so there is no plan`;
}
