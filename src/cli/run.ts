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
    terminal.note(error instanceof NetstatError ? error.message : describeBug(error));
    return error instanceof NetstatError ? exitCode.userError : exitCode.bug;
  }
}

function isModel(text: string): boolean {
  return text !== '' && !text.startsWith('-');
}
