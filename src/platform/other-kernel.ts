import { flag, log2, productOf } from './kernel-description.js';
import type { Amounts, Description } from './kernel-description.js';
import { isView } from './kernel.js';
import type { WorkKernel } from './kernel.js';
import { sizeOf } from './network.js';
import type { NetworkLayer } from './network.js';

/** Kernels that compute little for the bytes that they move. */
export function otherKernel(kernel: WorkKernel, moved: Omit<Amounts, 'macs'>, type: string): Description | undefined {
  const { main, layers } = kernel;
  const outs = sizeOf(main.outputs[0]);
  const ins = sizeOf(main.inputs[0]);
  if (outs === undefined) return undefined;
  return {
    class: nameOf(main, layers) + (main.facts?.kind === 'movement' ? '' : type),
    family: familyOf(main, type),
    features: {
      outputs: log2(outs),
      inputs: log2(Math.max(ins ?? 1, arithmetic.has(main.op) ? (sizeOf(main.inputs[1]) ?? 1) : 1)),
      last: log2((main.facts?.kind === 'reduction' ? main.inputs : main.outputs)[0]?.dims?.at(-1) ?? 1),
      ...particularsOf(main),
    },
    amounts: { macs: 0, ...moved },
  };
}

/** The relatives that stand in for an operator that was not sampled; undefined where it is like no other. */
function familyOf({ facts }: NetworkLayer, type: string): string | undefined {
  // It raises each element to a power, which takes many times as long as other normalisations.
  const isAlone = facts?.kind === 'normalization' && facts.function === 'local-response';
  if (facts === undefined || isAlone) return undefined;
  return `any ${facts.kind}${facts.kind === 'movement' ? '' : type}`;
}

/** The settings on which the time of some kinds depends, besides their sizes. */
function particularsOf({
  op,
  facts,
  inputs: [input, other],
  outputs: [output],
}: NetworkLayer): Readonly<Record<string, number>> {
  const dims = input?.dims ?? [];
  switch (facts?.kind) {
    case 'pool':
      return facts.global
        ? {}
        : { taps: log2(productOf(facts.kernel)), strided: flag(facts.strides.some((stride) => stride > 1)) };
    case 'softmax':
      return { length: log2(facts.length) };
    case 'reduction':
      return { innermost: flag(facts.axes?.some((axis) => axis === -1 || axis === dims.length - 1) ?? false) };
    case 'elementwise':
      return arithmetic.has(op) ? { smaller: log2(Math.min(sizeOf(input) ?? 1, sizeOf(other) ?? 1)) } : {};
    case 'movement':
      if (facts.permutation !== undefined) {
        return { run: log2(runOf(dims, facts.permutation)), rank: dims.length };
      }
      return facts.axis === undefined
        ? {}
        : {
            run: log2(
              productOf(
                (output?.dims ?? []).slice(facts.axis < 0 ? facts.axis + (output?.dims?.length ?? 0) : facts.axis),
              ),
            ),
          };
    default:
      return {};
  }
}

/**
 * How many elements that lie side by side a permutation leaves side by side; of one that moves the innermost axis, the
 * innermost length.
 */
function runOf(dims: readonly number[], permutation: readonly number[]): number {
  let run = 1;
  for (let axis = dims.length - 1; axis >= 0 && permutation[axis] === axis; axis -= 1) run *= dims[axis] ?? 1;
  return run === 1 ? (dims.at(-1) ?? 1) : run;
}

const arithmetic = new Set(['Add', 'Sub', 'Mul', 'Div']);

function nameOf(main: NetworkLayer, layers: readonly NetworkLayer[]): string {
  const computing = [...new Set(layers.filter((layer) => !isView(layer)).map(({ op }) => op))].sort();
  if (computing.length > 1) return computing.join('·');
  if (main.op === 'Transpose') {
    const permutation = main.facts?.kind === 'movement' ? main.facts.permutation : undefined;
    return permutation?.at(-1) === (permutation?.length ?? 0) - 1 ? 'Transpose of rows' : 'Transpose';
  }
  if (main.facts?.kind === 'resize') return `${main.op} ${main.facts.mode}`;
  if (arithmetic.has(main.op)) return `arithmetic ${operandsOf(main)}`;
  return main.op;
}

/** How the two operands of an arithmetic operator stand to each other. */
function operandsOf({ inputs: [left, right] }: NetworkLayer): string {
  const [a, b] = [left?.dims ?? [], right?.dims ?? []];
  if (a.length === b.length && a.every((dim, axis) => dim === b[axis])) return 'of equals';
  if (Math.min(sizeOf(left) ?? 1, sizeOf(right) ?? 1) === 1) return 'by a scalar';
  return a.at(-1) === b.at(-1) && (a.at(-1) ?? 1) > 1 ? 'by rows' : 'by channels';
}
