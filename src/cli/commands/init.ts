import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expandPaths, readText, updateBaseline, writeWholeFile } from '../../files/index.js';
import { isRecord, NetstatError, programCall } from '../../ir/index.js';
import { listText, shellArgument, terminalText, thingsText } from '../../text/index.js';
import { defineCommand } from '../command.js';
import { configurationText } from '../configuration-text.js';
import { exitCode } from '../exit-code.js';
import type { FirstBudgets } from '../first-budgets.js';
import { workflowText } from '../workflow-text.js';
import { loadShown } from '../load-shown.js';

const BASELINE = 'netstat.baseline.json';
const WORKFLOW = '.github/workflows/netstat.yml';

/** Writes a configuration with comments; of models their figures as budgets, a baseline and a workflow besides. */
export default defineCommand({
  declare: (parser) =>
    parser
      .positional('models', {
        describe: 'Models whose figures of today become budgets',
        type: 'string',
        array: true,
        default: [],
      })
      .option('json', {
        describe: 'JSON, without comments, in place of TypeScript',
        type: 'boolean',
        default: false,
        group: 'Configuration:',
      })
      .option('force', {
        describe: 'Replace files that are there',
        type: 'boolean',
        default: false,
        group: 'Configuration:',
      }),
  async run({ models, json, force }, terminal) {
    const file = json ? 'netstat.config.json' : 'netstat.config.ts';
    const files = models.length === 0 ? [file] : [file, BASELINE, WORKFLOW];
    const there = force ? undefined : files.find((each) => existsSync(each));
    if (there !== undefined) {
      throw new NetstatError('cannot-write', `${there} is there already: edit it, or replace it with --force`);
    }
    const budgets = models.length === 0 ? new Map<string, FirstBudgets>() : await budgetsOf(models);
    const baseline = budgets.size === 0 ? undefined : BASELINE;
    const text = json
      ? jsonText(budgets, baseline)
      : configurationText({ overrides: [...budgets].flatMap(overrideLines), baseline });
    // The text is made before anything is written, since a path may be one that it cannot name.
    const workflow = workflowText([...budgets.keys()].map(slashed), isProjectPackage());
    writeWholeFile(file, text);
    terminal.print(terminalText([`wrote ${file}: netstat reads it from here and from all folders below`]));
    if (budgets.size === 0) return exitCode.fine;

    // A new baseline knows these models only.
    writeWholeFile(BASELINE, '{ "version": 1, "models": {} }\n');
    updateBaseline(BASELINE, new Map([...budgets].map(([model, { findings }]) => [model, findings])));
    const known = [...budgets.values()].reduce((total, { findings }) => total + findings.length, 0);
    terminal.print(
      terminalText([`wrote ${BASELINE}: ${thingsText(known, 'finding')} of today, which lint leaves out`]),
    );
    mkdirSync(path.dirname(WORKFLOW), { recursive: true });
    writeWholeFile(WORKFLOW, workflow);
    terminal.print(terminalText([`wrote ${WORKFLOW}: lint of every push and pull request`]));
    for (const [model, { left }] of budgets) {
      if (left.length > 0) {
        const verb = left.length === 1 ? ['depends', 'is'] : ['depend', 'are'];
        const why = `which ${verb[0]} on open sizes or ${verb[1]} unknown in part; bind them under dims: in ${file}`;
        terminal.print(terminalText([`${model}: no budget for ${listText(left)}, ${why}`]));
      }
    }
    terminal.print(terminalText([`try it: ${programCall()} lint ${[...budgets.keys()].map(shellArgument).join(' ')}`]));
    return exitCode.fine;
  },
});

/** Whether the project in the current folder has netstat among its packages. */
function isProjectPackage(): boolean {
  try {
    const project: unknown = JSON.parse(readText('package.json'));
    return (
      isRecord(project) &&
      [project['dependencies'], project['devDependencies']].some((list) => isRecord(list) && 'onnx-netstat' in list)
    );
  } catch {
    return false;
  }
}

/** The budgets of each model, by its path. */
async function budgetsOf(patterns: readonly string[]): Promise<ReadonlyMap<string, FirstBudgets>> {
  const { firstBudgets } = await import('../first-budgets.js');
  const budgets = new Map<string, FirstBudgets>();
  for (const model of await expandPaths(patterns)) {
    try {
      budgets.set(model, firstBudgets(await loadShown(model)));
    } catch (error) {
      if (!(error instanceof NetstatError)) throw error;
      throw new NetstatError(error.code, `${model}: ${error.message}; nothing was written`, { cause: error });
    }
  }
  return budgets;
}

/** A path as configurations and workflows write it. */
function slashed(file: string): string {
  return file.split(path.sep).join('/');
}

function overrideLines([model, { limits, left }]: readonly [string, FirstBudgets]): readonly string[] {
  return [
    '{',
    `  models: ${JSON.stringify(slashed(model))},`,
    '  rules: {',
    ...limits.map(({ rule, limit }) => `    '${rule}': { limit: '${limit}' },`),
    ...(left.length === 0 ? [] : [`    // Without a budget, as they are open or unknown in part: ${left.join(', ')}.`]),
    '  },',
    '},',
  ];
}

function jsonText(budgets: ReadonlyMap<string, FirstBudgets>, baseline: string | undefined): string {
  const overrides = [...budgets].map(([model, { limits }]) => ({
    models: slashed(model),
    rules: Object.fromEntries(limits.map(({ rule, limit }) => [rule, { limit }])),
  }));
  const content =
    overrides.length === 0
      ? { rules: { G1: 'warning' } }
      : { overrides, ...(baseline === undefined ? {} : { baseline }) };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
