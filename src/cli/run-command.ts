import yargs from 'yargs/yargs';
import { NetstatError, suggest } from '../ir/index.js';
import { version } from '../report/index.js';
import type { Command, CommandEntry } from './command.js';
import { rejectMistypedCommand } from './command-names.js';
import { commands } from './commands.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the command that the arguments name, as they say.
 * @throws NetstatError for the user's errors
 */
export async function runCommand(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCode.fine;
  const parser = yargs([...given])
    .scriptName('netstat')
    .version(version)
    .help()
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
    .check((values, table) => rejectMistyped(values, table, given))
    .fail((message, error) => {
      throw error ?? new NetstatError('bad-option', sentence(message));
    });
  for (const entry of commands) declare(entry);
  try {
    await parser.parseAsync();
    return code;
  } catch (error) {
    throw isParserError(error) ? new NetstatError('bad-option', sentence(error.message)) : error;
  }

  function declare({ usage, summary, load }: CommandEntry): void {
    let command: Command | undefined;
    parser.command(
      usage,
      summary,
      // yargs asks for the options of the command that it is going to run, or whose help it prints.
      async (own) => {
        command ??= await load();
        return command.declare(own);
      },
      async (values) => {
        command ??= await load();
        code = await command.run(values, terminal);
      },
    );
  }
}

/** Help is easier to read in lines that are not as long as a wide terminal. */
const WIDEST_HELP = 100;

/** Whether yargs threw it, for wrong arguments. */
function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'YError';
}

/** What yargs says of wrong arguments, in one line that says what to do. */
function sentence(message: string): string {
  if (message.startsWith('Not enough non-option arguments')) {
    return 'no model is named: pass an .onnx file, or see netstat --help';
  }
  const [, option] = /^Not enough arguments following: (.+)$/u.exec(message) ?? [];
  return option === undefined
    ? message.replaceAll(/\s*\n\s*/gu, ', ')
    : `--${option}: a value is missing after it; see netstat --help`;
}

/** yargs hands over what it has parsed, and its table of options. */
function rejectMistyped(values: Readonly<Record<string, unknown>>, table: unknown, given: readonly string[]): true {
  const { _: named, models } = values;
  const [model]: readonly unknown[] = Array.isArray(named) && named.length === 0 && Array.isArray(models) ? models : [];
  if (typeof model === 'string') rejectMistypedCommand(model);
  const { key, alias } = table as { readonly key: object; readonly alias: Readonly<Record<string, readonly string[]>> };
  const known = new Set([...Object.keys(key), ...Object.keys(alias), ...Object.values(alias).flat()]);
  for (const name of Object.keys(values)) {
    if (name === '_' || name === '$0' || name === '--' || known.has(name)) continue;
    const options = [...known]
      .filter((option) => option.length > 1 && option !== 'models')
      .map((option) => `--${option}`);
    // `--no-x` comes as an x that is false.
    const written =
      name.length === 1
        ? `-${name}`
        : ([`--no-${name}`, `--${name}`].find((text) => given.includes(text)) ?? `--${name}`);
    throw new NetstatError('bad-option', `${written}: there is no such option; ${suggest(`--${name}`, options)}`);
  }
  return true;
}
