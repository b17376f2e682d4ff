import { add, equals, fromInteger, multiply, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, StoredUse } from '../analysis.js';
import { remember } from './remember.js';
import { addToExpert, expertOf } from './routing.js';
import type { ExpertAmounts } from './routing.js';

/** The weights of one element type. */
export interface WeightType {
  /** An element type, or the type of the numbers in packed weights, such as `int4`; `?` for an unknown type. */
  readonly type: string;
  readonly elements: Dim;
  readonly bytes: Dim;
}

/** The tensors that a model stores: weights by element type, and what belongs to them. */
export interface StoredWeights {
  /** Those that take the most bytes first. */
  readonly types: readonly WeightType[];
  /** Scales and zero points of quantised weights and activations. */
  readonly bytesOfScales: Dim;
  /** Statistics, tables that a formula gives, first states. */
  readonly bufferBytes: Dim;
  /** Bytes of the weights, scales and buffers together. */
  readonly bytes: Dim;
  /** Bytes of stored tensors in files beside the model. A place that several tensors share counts once. */
  readonly bytesInOtherFiles: Dim;
  /** The params that one token passes through: of a mixture of experts, the chosen ones and all that is no expert's. */
  readonly activeParams: Dim;
}

/** Bytes of all stored tensors, as they are stored. */
export function storedBytesOf({ parameters }: Analysis): Dim {
  return sum(parameters.map(({ bytes }) => bytes ?? 0));
}

/** The view of what a model stores. */
export const storedWeightsOf: (analysis: Analysis) => StoredWeights = remember((analysis) => {
  const { layers, parameters } = analysis;
  const types = new Map<string, WeightType>();
  const active: Dim[] = [];
  const ofExperts: ExpertAmounts = new Map();
  for (const { kind, type = '?', elements, bytes = 0, active: passed, owner } of parameters) {
    if (kind !== 'param') continue;
    const reader = owner === undefined ? undefined : layers[owner];
    const place = reader === undefined ? undefined : expertOf(analysis, reader);
    if (place === undefined) active.push(passed);
    else addToExpert(ofExperts, place, passed);
    const before = types.get(type) ?? { type, elements: 0, bytes: 0 };
    types.set(type, { type, elements: add(before.elements, elements), bytes: add(before.bytes, bytes) });
  }
  const list = [...types.values()].toSorted((left, right) => Number(right.bytes) - Number(left.bytes));
  const bytesOfScales = bytesOfKind(parameters, 'scale');
  const bufferBytes = bytesOfKind(parameters, 'buffer');
  return {
    types: list,
    bytesOfScales,
    bufferBytes,
    bytes: sum([...list.map(({ bytes }) => bytes), bytesOfScales, bufferBytes]),
    bytesInOtherFiles: sum([...externalParts(parameters).values()]),
    activeParams: sum([...active, ...[...ofExperts].map(([{ each }, sizes]) => chosenOf([...sizes.values()], each))]),
  };
});

/** The params of the experts that one token is sent to, for experts that have equally many each. */
function chosenOf(sizes: readonly Dim[], chosen: number | undefined): Dim {
  const [first = 0] = sizes;
  const isKnownShare = chosen !== undefined && chosen < sizes.length && sizes.every((size) => equals(size, first));
  return isKnownShare ? multiply(first, chosen) : sum(sizes);
}

function bytesOfKind(parameters: readonly StoredUse[], wanted: StoredUse['kind']): Dim {
  return sum(parameters.filter(({ kind }) => kind === wanted).map(({ bytes = 0 }) => bytes));
}

/** The bytes of each place in a file beside the model. */
function externalParts(parameters: readonly StoredUse[]): ReadonlyMap<string, Dim> {
  const parts = new Map<string, Dim>();
  for (const { edge } of parameters) {
    const { stored } = edge;
    if (stored?.location.kind !== 'external') continue;
    const { path, offset, length } = stored.location;
    parts.set(`${path} ${offset}`, fromInteger(length ?? stored.bytes ?? 0));
  }
  return parts;
}
