import type { Argv } from 'yargs';
import yargs from 'yargs/yargs';
import { NetstatError, programCall, suggest } from '../ir/index.js';
import { version } from '../report/index.js';
import type { Command, CommandEntry } from './command.js';
import { commandNames, positionalNames, rejectMistypedCommand } from './command-names.js';
import { commands } from './commands.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import { markOperands, unmarkOperands } from './operands.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the command that the arguments name, as they say.
 * @throws NetstatError for the user's errors
 */
export async function runCommand(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (asksForDevices(given)) {
    const { listDevices } = await import('./list-devices.js');
    terminal.print(listDevices());
    return exitCode.fine;
  }
  let code: ExitCode = exitCode.fine;
  let lists: readonly string[] = [];
  // yargs finds too few arguments before it looks at options, of which a mistyped one says more.
  let tooFew: NetstatError | undefined;
  rejectReserved(given);
  const parser = yargs([...markOperands(helpAsOption(given))])
    .scriptName(programCall())
    .version(version)
    .alias('version', 'V')
    .help()
    .alias('help', 'h')
    .wrap(Math.min(terminal.width, WIDEST_HELP))
    .exitProcess(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'populate--': true,
      'parse-positional-numbers': false,
    })
    .check((values, options: unknown) => {
      const table = options as OptionTable;
      lists = table.array;
      const unmarked = unmarkOperands(values);
      rejectMistyped(unmarked, table, given);
      rejectNoAnswer(table, given);
      rejectSurplus(unmarked);
      if (tooFew !== undefined) throw tooFew;
      return true;
    })
    .fail((message, error) => {
      if (error !== undefined && error !== null) throw error;
      tooFew ??= new NetstatError('bad-option', sentence(message, given));
      if (!TOO_FEW.test(message) && !message.startsWith('Missing required argument')) throw tooFew;
    });
  // yargs waits for the options of a command that it runs, but not for those that the program's own help lists.
  const isHelp = asksForHelp(given);
  for (const entry of commands) declare(entry, isHelp && isUsual(entry) ? await entry.load() : undefined);
  try {
    await parser.parseAsync();
    return code;
  } catch (error) {
    throw isParserError(error) ? new NetstatError('bad-option', sentence(error.message, given)) : error;
  }

  function declare({ usage, summary, load }: CommandEntry, loaded: Command | undefined): void {
    let command = loaded;
    parser.command(
      usage,
      summary,
      // yargs asks for the options of the command that it is going to run, or whose help it prints.
      (own) => (command === undefined ? declareLoaded(own) : command.declare(own)),
      async (values) => {
        command ??= await load();
        code = await command.run(unmarkOperands(withoutRepetition(values, lists)), terminal);
      },
    );

    async function declareLoaded(own: Argv): Promise<Argv<unknown>> {
      command ??= await load();
      return command.declare(own);
    }
  }
}

/** Whether help is asked for, of the program or of a command. */
function asksForHelp(given: readonly string[]): boolean {
  return given[0] === 'help' || given.some((text) => text === '--help' || text === '-h');
}

/** Whether it is the command that runs without a name. */
function isUsual({ usage }: CommandEntry): boolean {
  return [usage].flat().some((each) => each.startsWith('$0'));
}

/** `help` and `help lint` as `--help` and `lint --help`. */
function helpAsOption(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  return first === 'help' ? [...rest, '--help'] : given;
}

/** Whether the arguments ask for the devices that `--platform` names, which needs no model. */
function asksForDevices(given: readonly string[]): boolean {
  return given.some((text, at) => text === '--platform=list' || (text === '--platform' && given[at + 1] === 'list'));
}

/** Help is easier to read in lines that are not as long as a wide terminal. */
const WIDEST_HELP = 100;

/** Whether yargs threw it, for wrong arguments. */
function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'YError';
}

/** The message of yargs about missing arguments. */
const TOO_FEW = /^Not enough non-option arguments: got (\d+), need at least (\d+)/u;

/** The message of yargs about wrong arguments, in one line that says what to do. */
function sentence(message: string, called: readonly string[]): string {
  const [first = ''] = called;
  const help = `${programCall()}${commandNames.includes(first) ? ` ${first}` : ''} --help`;
  const few = TOO_FEW.exec(message);
  if (few !== null) {
    const [, given = '0', needed] = few;
    const none =
      first === 'explain'
        ? 'nothing is named: pass a rule, an operator, a figure or a model'
        : 'no model is named: pass an .onnx file';
    return given === '0'
      ? `${none}, or see ${help}`
      : `an argument is missing: ${given} is given, ${needed} are needed; see ${help}`;
  }
  const [, option] = /^Not enough arguments following: (.+)$/u.exec(message) ?? [];
  return option === undefined
    ? message.replaceAll(/\s*\n\s*/gu, ', ')
    : `--${option}: a value is missing after it; see ${help}`;
}

/** The table that yargs keeps of the options: their names, and of those that are lists. */
interface OptionTable {
  readonly key: object;
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly array: readonly string[];
  readonly string: readonly string[];
  readonly boolean: readonly string[];
}

/**
 * The arguments with the last value of each option that is given more than once and is no list: the one that counts by
 * custom.
 */
function withoutRepetition(
  values: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isList = name === '_' || name === '--' || name === 'models' || name === 'reports' || lists.includes(name);
      if (isList || !Array.isArray(value)) return [name, value];
      const all: readonly unknown[] = value;
      return [name, all.at(-1)];
    }),
  );
}

/**
 * Rejects options whose names have a meaning to the parser itself: those of positionals, and those that every object of
 * JavaScript has.
 * @throws NetstatError
 */
function rejectReserved(given: readonly string[]): void {
  const end = given.indexOf('--');
  for (const text of end < 0 ? given : given.slice(0, end)) {
    const [, name] = /^--(?:no-)?([^=]*)/u.exec(text) ?? [];
    if (name === undefined || name === '') continue;
    if (name in Object.prototype || name === '_' || name === '$0' || positionalNames.includes(name)) {
      throw new NetstatError('bad-option', `${text}: there is no such option; see ${programCall()} --help`);
    }
  }
}

/** yargs hands over what it has parsed, and its table of options. */
function rejectMistyped(values: Readonly<Record<string, unknown>>, table: OptionTable, given: readonly string[]): void {
  const { _: named, models } = values;
  const [model]: readonly unknown[] = Array.isArray(named) && named.length === 0 && Array.isArray(models) ? models : [];
  if (typeof model === 'string') rejectMistypedCommand(model);
  const { key, alias } = table;
  const known = new Set([...Object.keys(key), ...Object.keys(alias), ...Object.values(alias).flat()]);
  for (const name of table.string) {
    // Of the options with a text only the configuration can be refused.
    if (name !== 'config' && [values[name]].flat().includes(false)) {
      throw new NetstatError('bad-option', `--no-${name}: there is no such option; leave --${name} out`);
    }
  }
  for (const name of Object.keys(values)) {
    if (name === '_' || name === '$0' || name === '--' || known.has(name)) continue;
    const options = [...known]
      .filter((option) => option.length > 1 && !positionalNames.includes(option))
      .map((option) => `--${option}`);
    // `--no-x` comes as an x that is false.
    const written =
      name.length === 1
        ? `-${name}`
        : ([`--no-${name}`, `--${name}`].find((text) => given.includes(text)) ?? `--${name}`);
    throw new NetstatError('bad-option', `${written}: there is no such option; ${suggest(`--${name}`, options)}`);
  }
}

/**
 * Rejects values of options that are given or not, other than `true` and `false`: the parser would take them for
 * `false`.
 * @throws NetstatError for the first of them
 */
function rejectNoAnswer({ boolean, alias }: OptionTable, given: readonly string[]): void {
  const end = given.indexOf('--');
  for (const text of end < 0 ? given : given.slice(0, end)) {
    const [, name = '', value = 'true'] = /^--?([^-=][^=]*)=(.*)$/su.exec(text) ?? [];
    if (value === 'true' || value === 'false') continue;
    const known = boolean.find((each) => each === name || alias[each]?.includes(name) === true);
    if (known === undefined) continue;
    throw new NetstatError('bad-option', `${text}: takes no value; say --${known} or --no-${known}`);
  }
}

/**
 * Rejects arguments beyond those that a command takes: yargs leaves them behind the command's name.
 * @throws NetstatError for the first of them
 */
function rejectSurplus({ _: left }: Readonly<Record<string, unknown>>): void {
  if (!Array.isArray(left) || left.length < 2) return;
  const [command, surplus] = left.map(String);
  throw new NetstatError(
    'bad-option',
    `${surplus}: ${command} takes no further argument; see ${programCall()} ${command} --help`,
  );
}
