import { equals, isAtLeast, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Attribute, Value } from '../../ir/index.js';
import { NodeError } from '../../ops/index.js';
import type { Application, Context, NodeCost } from '../../ops/index.js';
import type { Analysis, Layer } from '../analysis.js';
import { isSameWork, workOf } from '../accounts/work.js';
import { isShapeSized, worse } from '../accounts/provenance.js';

/**
 * Whether a walk over a model without bodies and calls, all of whose sizes are numbers, would find what stands in this
 * analysis.
 */
export function isAsWalked({ model, layers }: Analysis): boolean {
  const asked = new Set<string>();
  const idOf = identifier();
  return layers.every((layer) => {
    const question = [
      layer.operator,
      layer.node.attributes,
      ...layer.inputs.map((edge) => edge?.type),
      layer.outputs.length,
    ];
    // Networks repeat their blocks, and equal values are one object.
    const key = question.map((part) => (typeof part === 'object' ? idOf(part) : String(part))).join();
    if (asked.has(key)) return keepsProvenance(layer);
    asked.add(key);
    return keepsProvenance(layer) && operatorAgrees(layer, layer.node.attributes, model.opsets.get(layer.node.domain));
  });
}

/** Numbers for objects, one for each. */
function identifier(): (object: object) => number {
  const ids = new Map<object, number>();
  return (object) => {
    const id = ids.get(object) ?? ids.size;
    ids.set(object, id);
    return id;
  };
}

/** Whether what is worked out from shapes alone is still data: of few numbers it is not. */
function keepsProvenance({ operator, inputs, outputs }: Layer): boolean {
  const values = outputs.filter((edge) => edge !== undefined);
  if (operator?.category === 'random' || values.every(({ provenance }) => provenance !== 'data')) return true;
  const given = inputs.flatMap((edge) => edge?.provenance ?? []);
  return given.reduce(worse, 'constant') !== 'shape' || !values.every(({ type }) => isShapeSized(type));
}

/** Whether the operator, asked anew, gives the outputs and the cost that the layer has. */
function operatorAgrees(layer: Layer, attributes: ReadonlyMap<string, Attribute>, opset: number | undefined): boolean {
  const { operator, inputs, outputs, unpackingFlops, memory } = layer;
  if (operator === undefined) return false;
  let isOdd = false;
  const context: Context = {
    opset: opset ?? operator.since,
    outputCount: outputs.length,
    fresh() {
      isOdd = true;
      return 0;
    },
    warn() {
      isOdd = true;
    },
  };
  try {
    const application = operator.apply(
      inputs.map((edge) => edge?.type),
      attributes,
      context,
    );
    const values = application.infer();
    const cost = application.cost(values);
    return (
      outputs.every((edge, index) => edge === undefined || isSameType(edge.type, values[index])) &&
      isSameWork(workOf(cost, unpackingFlops), layer) &&
      isSameMemory(cost.memory, memory) &&
      application.relations().every(holds) &&
      !isOdd
    );
  } catch (error) {
    if (error instanceof NodeError) return false;
    throw error;
  }
}

function holds({ total, parts, room }: ReturnType<Application['relations']>[number]): boolean {
  return equals(total, sum(parts)) || (room !== undefined && isAtLeast(room, total));
}

function isSameType(left: Value, right: Value | undefined): boolean {
  if (!isRanked(left) || !isRanked(right)) return false;
  return (
    left.dtype === right.dtype &&
    left.shape.length === right.shape.length &&
    left.shape.every((dim, axis) => isSame(dim, right.shape[axis]))
  );
}

function isSameMemory(left: NodeCost['memory'], right: NodeCost['memory'] | undefined): boolean {
  if (typeof left === 'string' || typeof right !== 'object') return left === right;
  return isSamePart(left.reads, right.reads) && isSamePart(left.writes, right.writes);
}

function isSamePart(left: ReadonlyMap<number, Dim | undefined>, right: ReadonlyMap<number, Dim | undefined>): boolean {
  return left.size === right.size && [...left].every(([position, dim]) => isSame(dim, right.get(position)));
}

function isSame(left: Dim | undefined, right: Dim | undefined): boolean {
  return left === undefined || right === undefined ? left === right : equals(left, right);
}
