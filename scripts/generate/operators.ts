import { table } from '../markdown.js';
import { groupBy, loadOperators, opsetsOf } from '../operator-list.js';
import type { Operator } from '../../src/ops/language/define.js';
import type { Generator } from '../generator.js';

export default {
  path: 'docs/operators.md',
  section: 'operators',
  async generate() {
    const operators = await loadOperators();
    if (operators === undefined) return undefined;
    return [...groupBy(operators, ({ domain }) => domain)]
      .map(([domain, members]) => {
        const byType = [...groupBy(members, ({ type }) => type).values()];
        return (
          `## ${domain}\n\n${byType.length} ` +
          `operators.\n\n${table(['operator', 'opsets', 'category'], byType.map(row))}`
        );
      })
      .join('\n\n');
  },
} satisfies Generator;

/** One operator: its definitions, and the opset that withdrew it. */
function row(versions: readonly Operator[]): string[] {
  const [first] = versions;
  if (first === undefined) return [];
  const { withdrawn } = versions.at(-1) ?? first;
  const opsets = versions.map((version) => opsetsOf(version, versions)).join(', ');
  return [
    `[${first.type}](${first.spec})`,
    withdrawn === undefined ? opsets : `${opsets} (withdrawn in ${withdrawn})`,
    first.category,
  ];
}
