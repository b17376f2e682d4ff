import { existsSync } from 'node:fs';
import { Chalk } from 'chalk';
import { explainLayer, explainNumber, explainOperator } from '../../explanation/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import { operators } from '../../ops/index.js';
import type { Report } from '../../report/index.js';
import { rules } from '../../rules/index.js';
import { defineCommand } from '../command.js';
import { exitCode } from '../exit-code.js';
import { layerText, numberText, operatorText } from '../explain-text.js';
import { declareBindings, readBindings } from '../model-options.js';
import { reportPair } from '../models.js';
import { rulePage } from '../rule-page.js';
import { declareRules, readConfiguration } from '../rule-options.js';

/** Explains a rule, an operator, a layer of a model, or a number that another tool printed for it. */
export default defineCommand({
  declare: (parser) => declareRules(declareBindings(parser))
    .positional('subject', { describe: 'A rule, an operator, or a model', type: 'string', demandOption: true })
    .positional('layer', { describe: "Of a model: the layer's name or index", type: 'string' })
    .option('number', { describe: 'Of a model: a count that another tool gave, to be told what it counts', type: 'string', requiresArg: true, group: 'Explanation:' })
    .option('color', { alias: 'colour', describe: 'Colour, whatever the terminal', type: 'boolean', defaultDescription: 'on a terminal', group: 'Explanation:' }),
  async run(given, terminal) {
    const paint = new Chalk({ level: (given.color ?? terminal.colour) ? 1 : 0 });
    const { subject, layer, number } = given;
    const model = (await expectsModel(subject, layer, number)) ? await readReport(given) : undefined;
    if (model !== undefined) terminal.print(number === undefined ? layerText(explainLayer(findLayer(model, layer)), findingsOf(model, layer), paint) : numberText(readNumber(number), explainNumber(readNumber(number), model.analysis), paint));
    else terminal.print(explainName(subject, terminal.width, paint));
    return exitCode.fine;
  },
});

async function expectsModel(subject: string, layer: string | undefined, number: string | undefined): Promise<boolean> {
  if (layer !== undefined || number !== undefined) return true;
  if (!existsSync(subject)) return false;
  throw new NetstatError('bad-option', `explain ${subject}: name a layer of it too, or a number: netstat explain ${subject} <layer>, --number 4117342184`);
}

async function readReport(given: Parameters<typeof readConfiguration>[0] & Parameters<typeof readBindings>[0] & { readonly subject: string }): Promise<Report> {
  const { head } = reportPair(given.subject, given.subject, readBindings(given), await readConfiguration(given));
  if (head.kind === 'failed') throw new NetstatError('unreadable', `${head.path}: ${head.error.message}`);
  return head;
}

function findLayer({ analysis: { layers } }: Report, name = ''): Report['analysis']['layers'][number] {
  const found = layers.find(({ label }) => label === name) ?? layers.find(({ node }) => node.name === name) ?? (/^\d+$/u.test(name) ? layers[Number(name)] : undefined) ?? only(layers.filter(({ label }) => label.endsWith(name)));
  if (found === undefined) throw new NetstatError('unknown-layer', `there is no layer ${name}; ${suggest(name, layers.map(({ label }) => label))}`);
  return found;
}

/** The one item of a list that has no more. */
function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function findingsOf(report: Report, name: string | undefined): Report['findings'] {
  const { index } = findLayer(report, name);
  return report.findings.filter(({ layers }) => layers.includes(index));
}

function readNumber(text: string): number {
  const number = Number(text.replaceAll(/[,_\s]/gu, ''));
  if (!Number.isFinite(number) || number <= 0) throw new NetstatError('bad-option', `--number ${text}: should be a count such as 4117342184`);
  return number;
}

function explainName(name: string, width: number, paint: InstanceType<typeof Chalk>): string {
  const rule = rules.find(({ id, guideline }) => id === name || guideline?.toLowerCase() === name.toLowerCase());
  if (rule !== undefined) return rulePage(rule.id, width, paint);
  const type = operators.find((operator) => operator.type.toLowerCase() === name.toLowerCase() || `${operator.domain}.${operator.type}` === name)?.type ?? name;
  const explained = explainOperator(name.includes('.') ? name : type, operators);
  if (explained.length > 0) return operatorText(explained, paint);
  throw new NetstatError('unknown-rule', `there is no rule, operator or file ${name}; ${suggest(name, [...rules.map(({ id }) => id), ...operators.map((operator) => operator.type)])}`);
}
