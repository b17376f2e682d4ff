import { existsSync } from 'node:fs';
import { nearest, NetstatError } from '../ir/index.js';
import { commands } from './commands.js';

/**
 * What is no command is taken for a model, by the command that runs without a name.
 * @throws NetstatError when that model is no file, but nearly a command
 */
export function rejectMistypedCommand(model: string): void {
  if (/[./\\*]/u.test(model) || existsSync(model)) return;
  const names = commands.flatMap(({ usage }) => usage).map((usage) => usage.split(' ')[0] ?? '').filter((name) => name !== '$0');
  const meant = nearest(model, names);
  if (meant !== undefined) throw new NetstatError('not-found', `${model}: there is neither a file nor a command of that name; did you mean netstat ${meant}?`);
}
