import { changeModel, isRefused, noEdits } from '../../changes/index.js';
import type { Edits } from '../../changes/index.js';
import { reportOf } from '../../report/index.js';
import type { Report } from '../../report/index.js';
import { NetstatError } from '../../ir/index.js';
import { variantsIn } from '../analyse-variants.js';
import { changeable, combine, readWish } from '../change-wishes.js';
import { defineCommand } from '../command.js';
import { terminalText } from '../../text/index.js';
import { exitCode } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { keptModels } from '../keep-models.js';
import { declareBindings, readBindings } from '../model-options.js';
import { describeFailure } from '../outcome.js';
import { declarePlatform, readPlatform } from '../platform-option.js';
import { analyseModel, checkFit, isRead } from '../reading.js';
import { declareReport, loadFormat, openOutput, readFormatOptions } from '../report-options.js';
import { declareRules, readConfiguration } from '../rule-options.js';
import { differenceText } from '../difference-text.js';

/** Shows what a model would cost after a change. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declarePlatform(declareReport(declareBindings(parser))))
      .positional('model', { describe: 'The model', type: 'string', demandOption: true })
      .option('channels', {
        describe: "Output channels of convolutions and products, by name: '/stage2/**=60'; 58,60,64 tries each",
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'as they are',
        group: 'Change:',
      })
      .option('groups', {
        describe: "Groups of convolutions, by name: '/stage2/**=1'",
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'as they are',
        group: 'Change:',
      })
      .option('kernel', {
        describe: "Side of the kernel of convolutions, by name; their maps keep their size: '/stage2/**=5'",
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'as they are',
        group: 'Change:',
      })
      .option('keep', {
        describe: 'Write the changed models into this folder, with zeros for weights',
        type: 'string',
        requiresArg: true,
        group: 'Change:',
      })
      .example(
        "$0 what-if model.onnx --channels '/stage2/**=58,60,64' --platform here",
        'three widths, with their times',
      ),
  async run(given, terminal) {
    const asked = changeable.flatMap((kind) => given[kind].map((text) => readWish(kind, text)));
    if (asked.length === 0) {
      throw new NetstatError(
        'bad-option',
        "what-if: say what is to change: --channels '/stage2/**=64', --groups, --kernel",
      );
    }
    const format = await loadFormat(given);
    const options = readFormatOptions(given, terminal);
    const bindings = readBindings(given);
    const configuration = await readConfiguration(given);
    const { timesOf, predictor } = await readPlatform(given);
    const read = await analyseModel(given.model, bindings, configuration);
    checkFit([read], bindings);
    if (!isRead(read)) {
      const { failure, code } = describeFailure(read);
      terminal.note(failure);
      return code;
    }
    const { analysis } = read;
    const changes = combine(analysis, asked);
    const { policy } = configuration.forModel(given.model);
    const report = (of: typeof analysis, settings: Readonly<Record<string, string>>): Report => ({
      ...reportOf(given.model, of, policy, timesOf(of)),
      variant: settings,
    });
    const [first] = changes;
    const asIs = Object.fromEntries(Object.keys(first?.settings ?? {}).map((name) => [name, 'as is']));
    const reports: Report[] = [report(analysis, asIs)];
    const kept: (readonly [string, Edits])[] = [['as-is', noEdits]];
    const sentences: string[] = [];
    const timesAsIs = predictor?.predict(analysis);
    let code: ExitCode = exitCode.fine;
    for (const { settings, wishes } of changes) {
      const name = Object.entries(settings)
        .map(([setting, value]) => `${setting}=${value}`)
        .join(', ');
      const changed = changeModel(analysis, wishes);
      if (isRefused(changed)) {
        terminal.note(`${name} cannot be made: ${changed.reason}`);
        code = exitCode.found;
        continue;
      }
      reports.push(report(changed.analysis, settings));
      kept.push([Object.values(settings).join('-'), changed.edits]);
      if (predictor === undefined || timesAsIs === undefined) continue;
      const difference = predictor.difference(analysis, changed.analysis);
      const times =
        difference === undefined
          ? 'of what changes the samples say nothing'
          : differenceText(timesAsIs.totalMs, difference);
      sentences.push(`${name}: ${times}`);
    }
    const output = await openOutput(given, terminal, [given.model]);
    output.write(variantsIn(format, reports, options));
    await output.finish();
    if (predictor !== undefined) {
      const toPeople = format.name === 'table' && given.output === undefined;
      for (const sentence of sentences) {
        const line = `${sentence}, predicted for ${predictor.platform.name}`;
        if (toPeople) terminal.print(terminalText([line]));
        else terminal.note(line);
      }
    }
    if (given.keep !== undefined) {
      const { model } = analysis;
      await keptModels(given.keep, [given.model]).keep({ file: given.model, model, changes: kept }, terminal);
    }
    return code;
  },
});
