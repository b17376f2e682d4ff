import { NetstatError } from '../ir/index.js';
import { describeBug } from './bug.js';
import { commandNames, rejectMistypedCommand } from './command-names.js';
import { exitCode } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Runs the program with its arguments; nothing is thrown. */
export async function run(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const [first] = given;
    if (first === undefined || !given.every(isModel) || commandNames.includes(first)) {
      return await (await import('./run-command.js')).runCommand(given, terminal);
    }
    // Most runs name models and nothing else. To load a parser of arguments for these takes a tenth of the run.
    rejectMistypedCommand(first);
    return await (await import('./commands/analyse.js')).analyseAsUsual(given, terminal);
  } catch (error) {
    const said = error instanceof NetstatError ? error.message : describeMissingFolder(error);
    if (said === undefined) terminal.noteBug(describeBug(error));
    else terminal.note(said);
    return said === undefined ? exitCode.bug : exitCode.userError;
  }
}

/** The line to print when the folder that the program was started in is gone; undefined for any other error. */
function describeMissingFolder(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd'
    ? 'the working directory is gone: change to one that exists'
    : undefined;
}

function isModel(text: string): boolean {
  return text === '-' || (text !== '' && !text.startsWith('-'));
}
