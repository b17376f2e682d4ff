import { NetstatError } from '../ir/index.js';
import type { Rule } from './define.js';
import { rules } from './registry.js';

/**
 * Checks that the user's own rules can stand beside the built-in ones; `where` names the place that gives them.
 * @throws NetstatError when an id is taken or badly written, or a rule claims to be a budget
 */
export function checkCustomRules(customRules: readonly Rule[], where: string): void {
  const taken = new Set(rules.map(({ id }) => id));
  for (const { id, budget } of customRules) {
    if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/u.test(id)) {
      throw new NetstatError(
        'bad-config',
        `${where}: ${id}: an id is of small letters and hyphens, such as large-kernel`,
      );
    }
    if (taken.has(id)) throw new NetstatError('bad-config', `${where}: ${id}: there is a rule of this id already`);
    if (budget === true) {
      throw new NetstatError(
        'bad-config',
        `${where}: ${id}: only the rules max-… are budgets; give it the level error`,
      );
    }
    taken.add(id);
  }
}
