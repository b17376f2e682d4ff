import type { Operator } from '../ops/index.js';

/** One definition of an operator, in words. */
export interface OperatorExplanation {
  readonly name: string;
  readonly category: string;
  /** The opsets that the definition is for, such as `from 13` or `1 to 12`. */
  readonly opsets: string;
  /** Inputs with what each is to the operator. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The formula of the multiply-adds. */
  readonly macs: string | undefined;
  readonly operations: string;
  readonly memory: string;
  readonly source: string;
  readonly spec: string;
}

/**
 * The definitions of the operators of that type, with or without its domain, oldest first; none when nobody declares
 * one.
 */
export function explainOperator(type: string, operators: readonly Operator[]): readonly OperatorExplanation[] {
  const matching = operators.filter(
    (operator) => operator.type === type || `${operator.domain}.${operator.type}` === type,
  );
  return matching
    .toSorted((left, right) => left.domain.localeCompare(right.domain) || left.since - right.since)
    .map((operator, index, all) => {
      const next = all[index + 1];
      const until =
        next?.domain === operator.domain
          ? next.since - 1
          : operator.withdrawn === undefined
            ? undefined
            : operator.withdrawn - 1;
      return {
        name: operator.domain === 'ai.onnx' ? operator.type : `${operator.domain}.${operator.type}`,
        category: operator.category,
        opsets:
          until === undefined
            ? `from ${operator.since}`
            : until === operator.since
              ? String(until)
              : `${operator.since} to ${until}`,
        inputs: operator.slots.map(
          ({ name, role, optional, variadic }) =>
            `${name}${optional ? '?' : variadic ? '…' : ''} (${role === 'value' ? 'any value' : role})`,
        ),
        outputs: operator.outputs,
        macs: operator.cost.macs,
        operations: operator.cost.operations,
        memory: operator.cost.memory,
        source: operator.cost.source,
        spec: operator.spec,
      };
    });
}
