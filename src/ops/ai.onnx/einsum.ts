import { add, broadcast, equals, product, subtract } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor, Shape } from '../../ir/index.js';
import { required, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { MatmulDetail } from '../language/detail.js';
import { NodeError, printShape } from '../language/node-error.js';
import { broadcastShapes } from '../families/shapes.js';

/** Sum of products over labelled axes. */
export const einsum = defineOp({
  type: 'Einsum',
  since: 12,
  category: 'matmul',
  spec: 'https://onnx.ai/onnx/operators/onnx__Einsum.html',
  inputs: { Inputs: 'activation*' },
  outputs: { Output: 'Inputs' },
  attributes: { equation: required(text()) },
  infer({ Inputs }, { equation }) {
    const sum = readEquation(equation, Inputs);
    return [sizesOf(sum.output, sum)];
  },
  detail: ({ Inputs }, { equation }) => productDetail(readEquation(equation, Inputs)),
  cost: {
    multiplyAdds: 'contractions',
    operations: 'summed',
    memory: 'stream',
    terms({ Inputs }, { equation }) {
      const sum = readEquation(equation, Inputs);
      return { contractions: contractionsOf(sum), summed: summedAlone(sum) };
    },
    source:
      'numpy.einsum: for two operands the product of all labels; for more, operands are contracted in ' +
      'pairs from the left, each pair costing the product of its labels, and a label is summed as ' +
      'soon as no later operand nor the output has it; one operand has only the additions of its sum',
  },
});

/** An equation with its ellipsis spelled out: every axis has a label, labels of one name have one size. */
interface Summation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, Dim>;
}

const TERM = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/;

/** @throws NodeError when the equation is unreadable or does not fit its operands */
function readEquation(equation: string, inputs: readonly (RankedTensor | undefined)[]): Summation {
  const [left = '', right, ...rest] = equation.replaceAll(/\s/g, '').split('->');
  if (rest.length > 0) throw new NodeError(`equation ${equation} has two arrows`);
  const terms = left.split(',');
  if (terms.length !== inputs.length) {
    throw new NodeError(`equation ${equation} has ${terms.length} operands, the node ${inputs.length}`);
  }
  const shapes = inputs.map((input, index) => {
    if (input === undefined) throw new NodeError(`operand ${index} is missing`);
    return input.shape;
  });
  const parsed = terms.map((term) => parseTerm(term, equation));
  const ellipses = parsed.map(({ before, ellipsis, after }, index) => {
    const shape = shapes[index] ?? [];
    const spare = shape.length - before.length - after.length;
    if (ellipsis ? spare < 0 : spare !== 0) {
      throw new NodeError(`operand ${terms[index]} of equation ${equation} does not fit ${printShape(shape)}`);
    }
    return shape.slice(before.length, before.length + spare);
  });
  const ellipsisSizes = broadcastShapes(ellipses);
  const names = ellipsisSizes.map((_, axis) => `…${axis}`);
  const operands = parsed.map(({ before, after }, index) => [
    ...before,
    ...names.slice(names.length - (ellipses[index]?.length ?? 0)),
    ...after,
  ]);
  const sizes = sizesByLabel(operands, shapes, equation);
  return { operands, output: outputLabels(right, equation, parsed, names, sizes), sizes };
}

interface EquationTerm {
  readonly before: readonly string[];
  readonly ellipsis: boolean;
  readonly after: readonly string[];
}

function parseTerm(term: string, equation: string): EquationTerm {
  const match = TERM.exec(term);
  if (match === null) throw new NodeError(`equation ${equation} is unreadable at "${term}"`);
  const [, before = '', ellipsis, after = ''] = match;
  return { before: [...before], ellipsis: ellipsis !== undefined, after: [...after] };
}

function outputLabels(
  right: string | undefined,
  equation: string,
  operands: readonly EquationTerm[],
  ellipsis: readonly string[],
  sizes: ReadonlyMap<string, Dim>,
): readonly string[] {
  if (right === undefined) {
    const uses = operands.flatMap(({ before, after }) => [...before, ...after]);
    const once = uses.filter((label) => uses.indexOf(label) === uses.lastIndexOf(label));
    // The order of code points: capitals come before small letters.
    return [...ellipsis, ...once.sort()];
  }
  const { before, ellipsis: keeps, after } = parseTerm(right, equation);
  const labels = [...before, ...(keeps ? ellipsis : []), ...after];
  const stray = labels.find((label, index) => !sizes.has(label) || labels.indexOf(label) !== index);
  if (stray !== undefined) {
    throw new NodeError(`output label ${stray} of equation ${equation} is in no operand or there twice`);
  }
  return labels;
}

function sizesByLabel(
  operands: readonly (readonly string[])[],
  shapes: readonly Shape[],
  equation: string,
): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>();
  operands.forEach((labels, index) => {
    labels.forEach((label, axis) => {
      const size = shapes[index]?.[axis] ?? 1;
      const before = sizes.get(label) ?? size;
      const both = equals(before, size) ? size : broadcast(before, size);
      if (both === undefined) {
        throw new NodeError(
          `label ${label} of equation ${equation} stands for two sizes: ${printShape([before, size])}`,
        );
      }
      sizes.set(label, both);
    });
  });
  return sizes;
}

function sizesOf(labels: readonly string[], { sizes }: Summation): Shape {
  return labels.map((label) => sizes.get(label) ?? 1);
}

/** The multiply-adds of contracting the operands in pairs from the left. */
function contractionsOf(sum: Summation): Dim {
  const { operands, output } = sum;
  let total: Dim = 0;
  let [accumulated = []] = operands;
  operands.slice(1).forEach((operand, index) => {
    const labels = [...new Set([...accumulated, ...operand])];
    total = add(total, product(sizesOf(labels, sum)));
    const wanted = new Set([...output, ...operands.slice(index + 2).flat()]);
    accumulated = labels.filter((label) => wanted.has(label));
  });
  return total;
}

/** The additions that sum a single operand. */
function summedAlone(sum: Summation): Dim {
  const [labels = [], second] = sum.operands;
  if (second !== undefined) return 0;
  return subtract(product(sizesOf([...new Set(labels)], sum)), product(sizesOf(sum.output, sum)));
}

/**
 * A sum over two operands as a product of matrices: labels of one alone are its rows or columns, unless they are
 * summed.
 */
function productDetail(sum: Summation): MatmulDetail | undefined {
  const { operands, output, sizes } = sum;
  const [left, right, third] = operands;
  if (left === undefined || right === undefined || third !== undefined) return undefined;
  const sizeOf = (belongs: (label: string) => boolean): Dim =>
    product([...sizes.keys()].filter(belongs).map((label) => sizes.get(label) ?? 1));
  return {
    kind: 'matmul',
    batch: sizeOf((label) => output.includes(label) && left.includes(label) && right.includes(label)),
    m: sizeOf((label) => output.includes(label) && !right.includes(label)),
    n: sizeOf((label) => output.includes(label) && !left.includes(label)),
    k: sizeOf((label) => !output.includes(label)),
    bias: false,
  };
}
