import { equals } from '../../dim/index.js';
import { isInteger } from '../../ir/index.js';
import { rankOf } from '../sizes.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { arithmetic, countOf, functionOf, lengthsOf, longAxes } from './arithmetic.js';
import { multiplies } from './multiplies.js';
import { isFollowed } from './provenance.js';
import { tensorTypeOf } from './stored-uses.js';
import type { Use } from './stored-uses.js';
import { findSurroundings } from './surroundings.js';
import type { Surroundings } from './surroundings.js';
import { MAX_STEPS, valuesOf } from './values.js';

/** The most channels of an image: three colours and opacity. */
const MOST_IMAGE_CHANNELS = 4;

/** Tells tables that a formula gives by where they meet data: before the first weights or behind the last. */
export interface BesideWeights {
  isComputed(use: Use): boolean;
  /** Whether weights were applied to what that layer gives. */
  isWeighed(producer: number): boolean;
}

/** Tells such tables apart in one model. */
export function besideWeightsIn(draft: Draft): BesideWeights {
  const { producerOf, readersOf, sourceOf } = valuesOf(draft);
  let surroundings: Surroundings | undefined;
  const surroundingsNow = (): Surroundings => (surroundings ??= findSurroundings(draft));
  const isGrid = ({ layer, position, edge }: Use): boolean => {
    if (!arithmetic.has(functionOf(layer) ?? '')) return false;
    const other = layer.inputs[position === 0 ? 1 : 0];
    if (other?.producer === undefined) return false;
    const { leads, follows, widths } = surroundingsNow();
    if (leads[layer.index] === 1 || follows[other.producer] !== 1) return false;
    if (!isPlaceByPlace(layer, other) && !saysWhatIsRead(layer)) return false;
    const lengths = (lengthsOf(edge) ?? []).filter((length) => length !== 1);
    const [only] = lengths;
    if (lengths.length > 1 || (only !== undefined && !widths.has(only))) return true;
    if (isOfImage(edge, other) && isShiftedAlready(other)) return true;
    const isShift = functionOf(layer) === 'add' || (functionOf(layer) === 'sub' && position === 1);
    return sourceOf(edge).stored?.pattern === 'slopes' || (isShift && isBiased(other));
  };

  /** Whether a value is a product to which a bias was added, and nothing else happened since. */
  const isBiased = (edge: EdgeDraft): boolean => {
    const producer = producerOf(sourceOf(edge));
    if (producer === undefined) return false;
    if (multiplies(producer)) return hasBias(producer);
    if (functionOf(producer) !== 'add') return false;
    const bias = producer.inputs.find((input) => input?.provenance === 'constant');
    const product = producer.inputs.find((input) => input !== bias);
    const maker = product === undefined ? undefined : producerOf(sourceOf(product));
    return bias !== undefined && longAxes(bias) === 1 && maker !== undefined && multiplies(maker);
  };

  /** Whether a result ends only in inputs that say which places of a map are read, as the places around a match do. */
  const saysWhatIsRead = (start: LayerDraft): boolean => {
    const open = [start];
    const seen = new Set(open);
    for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
      for (const output of layer.outputs) {
        if (output === undefined) continue;
        if (output.consumers.length === 0 || seen.size > MAX_STEPS) return false;
        for (const reader of readersOf(output)) {
          if (seen.has(reader) || reader.operator?.roleOf(reader.inputs.indexOf(output)) === 'index') continue;
          if (!isFollowed(reader) && !arithmetic.has(functionOf(reader) ?? '')) return false;
          seen.add(reader);
          open.push(reader);
        }
      }
    }
    return true;
  };

  /** Whether a value has a bias, or is the result of a function or a sum: nobody learns another shift behind these. */
  const isShiftedAlready = (edge: EdgeDraft): boolean => {
    let at = edge;
    for (let step = 0; step < MAX_STEPS; step++) {
      const producer = producerOf(at);
      if (producer === undefined) return false;
      if (multiplies(producer)) return hasBias(producer);
      const name = functionOf(producer);
      const data = producer.inputs.filter((input) => input?.provenance === 'data');
      const [from] = data;
      if (name !== undefined && (!arithmetic.has(name) || data.length > 1)) return true;
      if (from === undefined || (name === undefined && !isFollowed(producer))) return false;
      at = from;
    }
    return false;
  };

  const isAnchor = ({ layer, edge }: Use): boolean => {
    const isJoined = layer.detail?.kind === 'movement' && layer.detail.function === 'concat';
    if (!isJoined && !arithmetic.has(functionOf(layer) ?? '')) return false;
    const others = layer.inputs.flatMap((input) => (input === undefined || input === edge ? [] : [input]));
    const { leads, follows } = surroundingsNow();
    if (leads[layer.index] === 1 || others.length === 0) return false;
    return others.every(({ producer }) => producer !== undefined && follows[producer] !== 1) && others.some(isOfPlaces);
  };

  /** Whether numbers were made of integers, as places of a grid are of its sizes. */
  const isOfPlaces = (edge: EdgeDraft): boolean => {
    let at = sourceOf(edge);
    for (let step = 0; step < MAX_STEPS; step++) {
      const dtype = tensorTypeOf(at);
      if (dtype !== undefined && isInteger(dtype)) return true;
      const producer = producerOf(at);
      const [from] = producer?.inputs ?? [];
      if (producer === undefined || from === undefined || !arithmetic.has(functionOf(producer) ?? '')) return false;
      at = sourceOf(from);
    }
    return false;
  };

  const isOfPreparation = ({ layer, position, edge }: Use): boolean => {
    const name = functionOf(layer) ?? '';
    const other = layer.inputs[position === 0 ? 1 : 0];
    const isOfForm = position === 1 && (name === 'sub' || name === 'div');
    if (!isOfForm && !(arithmetic.has(name) && isOfImage(edge, other))) return false;
    if (other === undefined || other.provenance === 'constant' || !isPlaceByPlace(layer, other)) return false;
    if (other.producer === undefined) return true;
    return surroundingsNow().follows[other.producer] !== 1;
  };

  return {
    isComputed: (use) => isGrid(use) || isAnchor(use) || isOfPreparation(use),
    isWeighed: (producer) => surroundingsNow().follows[producer] === 1,
  };
}

/** Whether a convolution or product adds a bias of its own; its third input may be something else, such as scales. */
function hasBias({ detail }: LayerDraft): boolean {
  return (detail?.kind === 'convolution' || detail?.kind === 'matmul') && detail.bias;
}

/** Whether a result has as many elements as one operand. A table of which every row meets every place makes more. */
function isPlaceByPlace({ outputs: [result] }: LayerDraft, operand: EdgeDraft): boolean {
  const { elements } = operand;
  return elements === undefined || result?.elements === undefined || equals(result.elements, elements);
}

/** Whether a table has a number for each of the few channels of an image. */
function isOfImage(table: EdgeDraft, image: EdgeDraft | undefined): boolean {
  const count = countOf(table);
  return image !== undefined && rankOf(image) === 4 && count <= MOST_IMAGE_CHANNELS && longAxes(table) === 1;
}
