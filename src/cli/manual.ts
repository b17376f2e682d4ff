import type { Argv } from 'yargs';
import { figures } from '../figures/index.js';
import { columns } from '../formats/index.js';
import { programCall } from '../ir/index.js';
import { labelledList, wrapProse } from '../text/index.js';

/** Columns of the help of a command. */
const WIDTH = 80;

/** The names of the columns of layers, and of the figures that only a model has. */
function names(): string {
  const ofColumns = columns.map(({ name }) => name);
  const others = figures.map(({ name }) => name).filter((name) => !ofColumns.includes(name));
  return [
    ...labelledList('Columns:  ', ofColumns, ', ', WIDTH),
    ...labelledList('Of models only:  ', others, ', ', WIDTH),
    ...wrapProse(`What each is: ${programCall()} explain <name>`, WIDTH),
  ].join('\n');
}

const exitCodes = `Exit codes: 0 fine; 1 a budget is broken; 2 the user's error, or a file that
cannot be read; 3 a bug in netstat.`;

/** Adds examples and the names of columns and figures to the help of a command. */
export function addManual<T>(parser: Argv<T>): Argv<T> {
  return parser
    .example('$0 model.onnx', 'every layer, the totals, what was found')
    .example('$0 model.onnx --sort multiply-adds --top 10', 'the ten layers of most multiply-adds')
    .example('$0 model.onnx --depth 2', 'modules instead of layers')
    .example('$0 model.onnx --dim batch=1', 'an open dimension bound')
    .example('$0 models/*.onnx -o report.json', 'for programs')
    .epilogue([names(), exitCodes].join('\n\n'));
}
