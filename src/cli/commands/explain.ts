import { existsSync } from 'node:fs';
import { expandEach, isRemote, STANDARD_INPUT } from '../../files/index.js';
import {
  explainFusion,
  explainLayer,
  explainModule,
  explainNumber,
  explainOperator,
  explainSavedLayer,
  findPart,
} from '../../explanation/index.js';
import { NetstatError, programCall, suggest } from '../../ir/index.js';
import type { Analysis } from '../../analysis/index.js';
import { conventions, countBy } from '../../conventions/index.js';
import { operatorFiles, operatorsIn } from '../../ops/index.js';
import { findRule, rules } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { figureNames, figureText } from '../figure-text.js';
import { customRuleText, layerText, moduleText, numberText, operatorText } from '../explain-text.js';
import { declareBindings, readBindings } from '../model-options.js';
import { checkFit, isRead, readOne } from '../reading.js';
import type { Reading } from '../reading.js';
import { kernelText } from '../kernel-text.js';
import { describeFailure } from '../outcome.js';
import { readPredictor } from '../platform-option.js';
import { rulePage } from '../rule-page.js';
import { declareRules, readConfiguration } from '../rule-options.js';
import type { RuleArguments } from '../rule-options.js';
import { paintWith, readAmount } from '../../text/index.js';
import type { Paint, Written } from '../../text/index.js';

/** Explains a rule, an operator, a figure, a layer of a model, or a number that another tool printed for it. */
export default defineCommand({
  declare: (parser) =>
    declareRules(declareBindings(parser))
      .positional('subject', {
        describe: 'A rule, an operator, a figure or column, or a model or saved report',
        type: 'string',
        demandOption: true,
      })
      .positional('layer', {
        describe: 'Of a model: a layer or a module, by its name, a part of it, or an index',
        type: 'string',
      })
      .option('number', {
        describe: 'With a model: a count that another tool printed, to find out what it counts',
        type: 'string',
        requiresArg: true,
        group: 'Explanation:',
      })
      .option('platform', {
        describe: 'With a layer: explain its predicted time, on a platform of netstat calibrate --sweep, or here',
        type: 'string',
        requiresArg: true,
        group: 'Explanation:',
      })
      .option('color', {
        alias: 'colour',
        describe: 'Colour, whatever the terminal',
        type: 'boolean',
        defaultDescription: 'on a terminal',
        group: 'Explanation:',
      }),
  async run(given, terminal) {
    const paint = paintWith(given.color ?? terminal.colour);
    const { subject, layer, number } = given;
    if (!expectsModel(subject, layer, number)) {
      terminal.print(
        explainBuiltIn(subject, terminal.width, paint) ?? (await explainCustom(given, terminal.width, paint)),
      );
      return exitCode.fine;
    }
    const bindings = readBindings(given);
    const [model = subject] = await expandEach([subject]);
    const read = await readOne(model, bindings, await readConfiguration(given));
    checkFit([read], bindings);
    if (!isRead(read)) {
      const { failure, code } = describeFailure(read);
      terminal.note(failure);
      return code;
    }
    const { width } = terminal;
    terminal.print(
      number === undefined ? explainPart(read, layer, width, paint) : explainCount(read, number, width, paint),
    );
    if (given.platform !== undefined && number === undefined) {
      terminal.print(await explainTime(read, layer, given.platform, width, paint));
    }
    return exitCode.fine;
  },
});

/**
 * Where the predicted time of a layer comes from.
 * @throws NetstatError for a module, a saved report, or a platform that predicts nothing
 */
async function explainTime(
  { report, analysis }: Read,
  name = '',
  platform: string,
  width: number,
  paint: Paint,
): Promise<Written> {
  const part = findPart(report.layers, name);
  if (part.kind === 'module' || analysis === undefined) {
    const given = part.kind === 'module' ? `${name} is a module: name one of its layers` : 'this is a saved report';
    throw new NetstatError(
      'bad-option',
      `--platform ${platform} explains the predicted time of one layer of a model, and ${given}`,
    );
  }
  const predictor = await readPredictor(platform);
  const explained = predictor.explain(analysis, part.layer.index);
  return kernelText(explained, report.layers, predictor.platform.name, width, paint);
}

function expectsModel(subject: string, layer: string | undefined, number: string | undefined): boolean {
  if (layer !== undefined || number !== undefined) return true;
  if (subject !== STANDARD_INPUT && !isRemote(subject) && !existsSync(subject)) return false;
  throw new NetstatError(
    'bad-option',
    `explain ${subject}: name a layer of it too, or a number: ${programCall()} explain ${subject} ` +
      '<layer>, --number 4117342184',
  );
}

/** A report, and the analysis unless the report was saved. */
type Read = Reading & { readonly analysis?: Analysis };

function explainPart({ report, analysis }: Read, name = '', width: number, paint: Paint): Written {
  const part = findPart(report.layers, name);
  if (part.kind === 'module') {
    const options = { width, colour: paint.isOn, all: true };
    return moduleText(part, explainModule(part.layers, report), report, options, paint);
  }
  const { layer } = part;
  const analysed = analysis?.layers[layer.index];
  return layerText(
    analysed === undefined ? explainSavedLayer(layer, report) : explainLayer(analysed),
    explainFusion(layer, report),
    report.findings.filter(({ layers }) => layers.includes(layer.index)),
    width,
    paint,
  );
}

function explainCount({ report, analysis }: Read, text: string, width: number, paint: Paint): Written {
  const { number, tolerance } = readNumber(text);
  const totals =
    analysis === undefined
      ? [report.convention ?? []].flat()
      : conventions.map((convention) => ({ ...countBy(convention, analysis), summary: convention.summary }));
  return numberText(text, explainNumber(number, report, totals, tolerance), width, paint);
}

/** The unit that tools print behind a count: `0.32 GMac`, `4.1 GFLOPs`. */
const unitsOfTools = /(?<=\d\s*[kmgbt]?)(?:mac|madd|flop|param)s?$/iu;

/** A number as people write it, and how far a number that rounds to it may be from it. */
function readNumber(text: string): { readonly number: number; readonly tolerance: number } {
  const read = (digits: string): number | undefined => {
    const amount = digits.replace(unitsOfTools, '');
    return readAmount(amount, 'count') ?? readAmount(amount, 'bytes');
  };
  const number = read(text);
  if (number === undefined || !Number.isFinite(number) || number <= 0) {
    throw new NetstatError('bad-option', `--number ${text}: should be a count such as 4117342184 or 0.32G`);
  }
  // Half of the last digit that is written: of 0.32G half of 0.01G.
  const step = read(text.replaceAll(/[,_]/gu, '').replace(/[\d.]+/u, lastDigit));
  return { number, tolerance: /[a-z.]/iu.test(text) ? (step ?? 0) / 2 : 0 };
}

/** The worth of the last digit of a number: of `0.32` it is `0.01`. */
function lastDigit(digits: string): string {
  const decimals = digits.split('.')[1]?.length ?? 0;
  return (10 ** -decimals).toFixed(decimals);
}

/**
 * The page of a rule, the meaning of a figure or a column, or the definitions of an operator; undefined when netstat
 * has none of that name.
 */
function explainBuiltIn(name: string, width: number, paint: Paint): Written | undefined {
  const rule = findRule(rules, name);
  if (rule !== undefined) return rulePage(rule.id, width, paint);
  const figure = figureText(name, width, paint);
  if (figure !== undefined) return figure;
  const operators = operatorsIn(operatorFiles);
  const type =
    operators.find(
      (operator) =>
        operator.type.toLowerCase() === name.toLowerCase() || `${operator.domain}.${operator.type}` === name,
    )?.type ?? name;
  const explained = explainOperator(name.includes('.') ? name : type, operators);
  return explained.length > 0 ? operatorText(explained, width, paint) : undefined;
}

/**
 * A rule of the configuration.
 * @throws NetstatError when the configuration has no rule of that name
 */
async function explainCustom(
  given: RuleArguments & { readonly subject: string },
  width: number,
  paint: Paint,
): Promise<Written> {
  const { subject } = given;
  const { rules: known } = await readConfiguration(given);
  const rule = findRule(known, subject);
  if (rule !== undefined) return customRuleText(rule, width, paint);
  const names = [...known.map(({ id }) => id), ...operatorsIn(operatorFiles).map(({ type }) => type), ...figureNames];
  throw new NetstatError(
    'unknown-rule',
    `there is no rule, operator, figure or file ${subject}; ${suggest(subject, names)}`,
  );
}
