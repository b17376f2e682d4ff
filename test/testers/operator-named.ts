import type { Operator } from '../../src/ops/language/define.js';

/** The operator of that name in a list, such as a family's; the first opset's unless `since` says another. */
export function operatorNamed(operators: readonly Operator[], type: string, since?: number): Operator {
  const found = operators.find(
    (operator) => operator.type === type && (since === undefined || operator.since === since),
  );
  if (found === undefined) throw new Error(`the list has no ${type}`);
  return found;
}
