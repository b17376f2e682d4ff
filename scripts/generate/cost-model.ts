import { categories } from '../../src/ir/index.js';
import { table } from '../markdown.js';
import { groupBy, loadOperators, opsetsOf } from '../operator-list.js';
import type { Operator } from '../../src/ops/language/define.js';
import type { Generator } from '../generator.js';

const columns = ['operator', 'opsets', 'multiply-adds', 'other operations', 'memory', 'source'];

export default {
  path: 'docs/cost-model.md',
  section: 'costs',
  async generate() {
    const operators = await loadOperators();
    if (operators === undefined) return undefined;
    const versions = groupBy(operators, ({ domain, type }) => `${domain}:${type}`);
    const row = (operator: Operator): string[] => {
      const { domain, type, spec, cost } = operator;
      const name = domain === 'ai.onnx' ? type : `${domain}.${type}`;
      const opsets = opsetsOf(operator, versions.get(`${domain}:${type}`) ?? []);
      return [`[${name}](${spec})`, opsets, code(cost.macs ?? '0'), code(cost.operations), cost.memory, cost.source];
    };
    return categories
      .map((category) => ({ category, members: operators.filter((operator) => operator.category === category) }))
      .filter(({ members }) => members.length > 0)
      .map(({ category, members }) => `### ${category}\n\n${table(columns, members.map(row))}`)
      .join('\n\n');
  },
} satisfies Generator;

function code(formula: string): string {
  return `\`${formula}\``;
}
