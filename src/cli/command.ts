import type { Argv } from 'yargs';
import type { ExitCode } from './exit-code.js';
import { endingOnInterrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

/** A command of the program: its arguments, and what it does with them. */
export interface Command {
  /** Declares its positionals and options. */
  declare(parser: Argv): Argv<unknown>;
  /** Reads its arguments, which are what `declare` declares. Throws NetstatError for the user's errors. */
  run(given: unknown, terminal: Terminal): Promise<ExitCode>;
}

/** A command before it is loaded: its name and description. */
export interface CommandEntry {
  /** Its names, each with its positionals: `lint <models..>`; `$0` is the command that runs without a name. */
  readonly usage: string | readonly string[];
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Declares a command: its arguments have the types that the parser gives them. */
export function defineCommand<Arguments>(command: {
  /** Whether it starts processes and makes folders, which an interrupt must not leave behind. */
  readonly leavesTraces?: true;
  declare(parser: Argv): Argv<Arguments>;
  run(given: Arguments, terminal: Terminal): Promise<ExitCode>;
}): Command {
  return {
    declare: (parser) => command.declare(parser),
    // yargs hands over what the parser that `declare` returned has read.
    run: (given, terminal) => {
      const run = (): Promise<ExitCode> => command.run(given as Arguments, terminal);
      return command.leavesTraces === true ? endingOnInterrupt(run) : run();
    },
  };
}
