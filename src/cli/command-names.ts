import { existsSync } from 'node:fs';
import { nearest, NetstatError, programCall } from '../ir/index.js';
import { commands } from './commands.js';

/** The names of the commands; one of them runs without its name too. */
export const commandNames: readonly string[] = [
  ...commands
    .flatMap(({ usage }) => usage)
    .map((usage) => usage.split(' ')[0] ?? '')
    .filter((name) => name !== '$0'),
  'help',
];

/** The names that commands give their positionals, which are no options. */
export const positionalNames: readonly string[] = commands
  .flatMap(({ usage }) => usage)
  .flatMap((usage) => [...usage.matchAll(/[<[](\w+)/gu)].map(([, name]) => name ?? ''));

/**
 * The default command treats its first argument as a model; this rejects one that is no file but nearly a command's
 * name.
 * @throws NetstatError when that model is no file, but nearly a command
 */
export function rejectMistypedCommand(model: string): void {
  if (/^-|[./\\*:]/u.test(model) || existsSync(model)) return;
  const meant = nearest(model, commandNames);
  if (meant !== undefined) {
    throw new NetstatError(
      'not-found',
      `${model}: there is neither a file nor a command of that name; did you mean ${programCall()} ${meant}?`,
    );
  }
}
