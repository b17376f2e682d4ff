import { existsSync, readFileSync } from 'node:fs';
import { table } from '../markdown.js';
import type { Generator } from '../generator.js';
import { listUnits, loadUnit } from '../units.js';
import type { Rule } from '../../src/rules/define.js';

/** The options of each rule whose page asks for them, with defaults. */
export default listUnits('src/rules').map((unit): Generator => ({
  path: `docs/rules/${unit.name}.md`,
  section: 'options',
  async generate() {
    const path = `docs/rules/${unit.name}.md`;
    if (!existsSync(path) || !readFileSync(path, 'utf8').includes('<!-- generated: options -->')) return undefined;
    const { options } = (await loadUnit('src/rules', unit)) as Rule;
    const rows = Object.entries(options).map(([name, option]) => [
      `\`${name}\``,
      `\`${JSON.stringify(option.default)}\``,
      option.description,
    ]);
    return rows.length === 0 ? 'The rule has no options.' : table(['option', 'default', 'what it means'], rows);
  },
}));
