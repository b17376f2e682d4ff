import { isRanked } from '../../ir/index.js';
import type { Attribute, RankedTensor, Shape, Value } from '../../ir/index.js';
import type { Operator } from '../language/define.js';

/** `[N, …spatial, C]` as `[N, C, …spatial]`. */
export function channelsFirst(shape: Shape): Shape {
  const [batch, ...rest] = shape;
  const channels = rest.at(-1);
  return batch === undefined || channels === undefined ? shape : [batch, channels, ...rest.slice(0, -1)];
}

/** `[N, C, …spatial]` as `[N, …spatial, C]`. */
export function channelsLast(shape: Shape): Shape {
  const [batch, channels, ...spatial] = shape;
  return batch === undefined || channels === undefined ? shape : [batch, ...spatial, channels];
}

/** How an operator differs from the one it is made of. */
export interface Renamed {
  readonly type?: string;
  readonly domain: string;
  readonly since?: number;
  readonly spec?: string;
}

/**
 * An operator over channels-first maps as its twin over channels-last ones: the first input and the outputs of its rank
 * hold their channels in the last axis. With `when`, only in nodes whose attributes say so.
 */
export function channelsLastTwin(
  operator: Operator,
  renamed: Renamed,
  when: (attributes: ReadonlyMap<string, Attribute>) => boolean = () => true,
): Operator {
  return {
    ...operator,
    ...renamed,
    apply(values, attributes, context) {
      const [input, ...others] = values;
      if (!isRanked(input) || !when(attributes)) return operator.apply(values, attributes, context);
      const isMap = (value: Value): value is RankedTensor =>
        isRanked(value) && value.shape.length === input.shape.length;
      const toFirst = (value: Value): Value => (isMap(value) ? relaid(value, channelsFirst) : value);
      const inner = operator.apply([relaid(input, channelsFirst), ...others], attributes, context);
      return {
        controlFlow: inner.controlFlow,
        infer: () => inner.infer().map((value) => (isMap(value) ? relaid(value, channelsLast) : value)),
        relations: () => [],
        detail: (outputs) => inner.detail(outputs.map(toFirst)),
        packed: () => inner.packed(),
        experts: () => inner.experts(),
        wants: () => inner.wants(),
        cost: (outputs) => inner.cost(outputs.map(toFirst)),
      };
    },
  };
}

/** A tensor in another layout. Elements, which come in another order, are left behind: maps do not steer shapes. */
export function relaid({ dtype, shape }: RankedTensor, layout: (shape: Shape) => Shape): RankedTensor {
  return { kind: 'tensor', dtype, shape: layout(shape) };
}

/** Whether a node's attribute of that name is set. */
export function isSet(name: string): (attributes: ReadonlyMap<string, Attribute>) => boolean {
  return (attributes) => {
    const attribute = attributes.get(name);
    return attribute?.kind === 'int' && attribute.value !== 0;
  };
}
