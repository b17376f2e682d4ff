import { add, multiply, product } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Operator } from '../language/define.js';

/**
 * The operations of an activation for each element of the output that it is fused to: as many as the operator of its
 * name.
 */
const operationsByName: ReadonlyMap<string, number> = new Map([
  ['relu', 1],
  ['relu6', 2], // two comparisons
  ['clip', 2],
  ['leakyrelu', 2],
  ['thresholdedrelu', 1],
  ['prelu', 2],
  ['elu', 4],
  ['selu', 5],
  ['celu', 7],
  ['sigmoid', 4],
  ['hardsigmoid', 4],
  ['hardswish', 5],
  ['silu', 5], // x·sigmoid(x)
  ['swish', 6],
  ['tanh', 1],
  ['scaledtanh', 3],
  ['softplus', 3],
  ['parametricsoftplus', 5],
  ['softsign', 3],
  ['mish', 5],
  ['affine', 2],
  ['gelu', 5],
  ['fastgelu', 8], // x/2·(1 + tanh(x·(b + c·x²)))
  ['quickgelu', 6], // x·sigmoid(α·x)
  ['swiglu', 7],
  ['softmax', 5],
  ['logsoftmax', 6],
  ['identity', 0],
  ['none', 0],
  ['', 0],
]);

/** Operations an element that a fused activation adds: 0 without one, undefined for one of an unknown name. */
export function fusedActivationOperations(name: string | undefined): number | undefined {
  return operationsByName.get(name?.toLowerCase() ?? '');
}

/** The name of a fused activation in a layer's detail; undefined without one. */
export function fusedActivationName(name: string | undefined): string | undefined {
  const lower = name?.toLowerCase();
  return lower === '' || lower === 'none' || lower === 'identity' ? undefined : lower;
}

/** An operator whose node may name an activation to be applied to its first output. */
export function withFusedActivation(operator: Operator): Operator {
  const output = operator.outputs[0] ?? 'Y';
  return {
    ...operator,
    cost: {
      ...operator.cost,
      operations: `${operator.cost.operations} + activation·∏${output}`,
      source: `${operator.cost.source}; the fused activation, as the operator of its name`,
    },
    apply(values, attributes, context) {
      const inner = operator.apply(values, attributes, context);
      const named = attributes.get('activation');
      const name = named?.kind === 'string' ? named.value : undefined;
      const activation = fusedActivationOperations(name);
      return {
        ...inner,
        detail(outputs) {
          const detail = inner.detail(outputs);
          return detail?.kind === 'convolution' || detail?.kind === 'matmul'
            ? { ...detail, activation: fusedActivationName(name) }
            : detail;
        },
        cost(outputs) {
          const cost = inner.cost(outputs);
          const count =
            activation === undefined || !isRanked(outputs[0])
              ? undefined
              : multiply(product(outputs[0].shape), activation);
          return {
            ...cost,
            arithmetic: cost.arithmetic === undefined || count === undefined ? undefined : add(cost.arithmetic, count),
            terms: { ...cost.terms, [output]: isRanked(outputs[0]) ? outputs[0].shape : undefined, activation },
          };
        },
      };
    },
  };
}
