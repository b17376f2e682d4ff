import type { Argv } from 'yargs';
import { figures } from '../figures/index.js';
import { columns } from '../formats/index.js';
import { labelledList } from '../text/index.js';

/** Columns of the help of a command. */
const WIDTH = 80;

/** The figures with their meanings, from the table of figures. */
function quantities(): string {
  const indent = Math.max(...figures.map(({ label }) => label.length)) + 4;
  const lines = figures.flatMap(({ label, meaning }) =>
    labelledList(`  ${label}`.padEnd(indent), meaning.split(' '), ' ', WIDTH),
  );
  return ['The figures, for one inference:', ...lines].join('\n');
}

const exitCodes = `Exit codes: 0 fine; 1 a budget is broken; 2 the user's error, or a file that
cannot be read; 3 a bug in netstat.`;

/** Adds examples and the meaning of the figures to the help of a command. */
export function addManual<T>(parser: Argv<T>): Argv<T> {
  const indent = Math.max(...columns.map(({ name }) => name.length)) + 4;
  const names = columns.flatMap(({ name, summary }) =>
    labelledList(`  ${name}`.padEnd(indent), summary.split(' '), ' ', WIDTH),
  );
  return parser
    .example('$0 model.onnx', 'every layer, the totals, what was found')
    .example('$0 model.onnx --sort flops --top 10', 'the ten dearest layers')
    .example('$0 model.onnx --depth 2', 'modules instead of layers')
    .example('$0 model.onnx --dim batch=1', 'an open dimension bound')
    .example('$0 models/*.onnx -o report.json', 'for programs')
    .epilogue([quantities(), `Columns:\n${names.join('\n')}`, exitCodes].join('\n\n'));
}
