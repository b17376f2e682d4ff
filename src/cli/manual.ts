import type { Argv } from 'yargs';
import { columns } from '../formats/index.js';

/** What the figures are; the words of docs/cost-model.md. */
const quantities = `What is counted, for one inference:
  multiply-adds     multiply-accumulate pairs of convolutions, matrix products,
                    recurrent cells and attention, 1 each; papers often call
                    them FLOPs, other tools also MACs
  FLOPs             arithmetic operations: 2 per multiply-add, plus all others
  memory access     bytes that layers read and write, if nothing is cached or
                    fused: the memory access cost of the ShuffleNet V2 paper
  after fusion      the same without what every runtime's kernels take in,
                    such as an activation after a convolution
  intensity         FLOPs per byte of memory access
  params            elements of stored weights
  buffers           elements of other stored state, as running statistics
  peak activations  the most bytes of activations alive at once`;

const exitCodes = `Exit codes: 0 fine; 1 a budget is broken; 2 the user's error, or a file that
cannot be read; 3 a bug in netstat.`;

/** Adds examples and the meaning of the figures to the help of a command. */
export function addManual<T>(parser: Argv<T>): Argv<T> {
  const names = columns.map(({ name, summary }) => `  ${name.padEnd(22)}${summary}`);
  return parser
    .example('$0 model.onnx', 'every layer, the totals, what was found')
    .example('$0 model.onnx --sort flops --top 10', 'the ten dearest layers')
    .example('$0 model.onnx --depth 2', 'modules instead of layers')
    .example('$0 model.onnx --dim batch=1', 'an open dimension bound')
    .example('$0 models/*.onnx -o report.json', 'for programs')
    .epilogue([quantities, `Columns:\n${names.join('\n')}`, exitCodes].join('\n\n'));
}
