import { bitsOf, isInteger } from '../../ir/index.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { isOfScores } from './added-to-scores.js';
import { arithmetic, countOf, functionOf, lengthsOf, longAxes } from './arithmetic.js';
import { besideWeightsIn } from './beside-weights.js';
import { MAX_STEPS, valuesOf } from './values.js';
import { multiplies } from './multiplies.js';
import { isFollowed } from './provenance.js';
import { tensorTypeOf } from './stored-uses.js';
import type { Use } from './stored-uses.js';

/**
 * The nature of floating-point numbers that a layer takes as data: learned, the scale of quantised numbers, or computed
 * by a formula.
 */
export type DataKind = 'learned' | 'scale' | 'computed';

/** Tells learned numbers from others in one model. */
export interface Learned {
  /** The nature of a stored tensor, by all its uses as data. */
  kindOf(uses: readonly Use[]): DataKind;
}

/** The patterns of stored values that show a formula. */
const formulas: ReadonlySet<string> = new Set(['window', 'sinusoids', 'mask']);

/**
 * Tells floating-point data apart by what is done with it, never by its name:
 * - a **scale** multiplies, or a zero point is subtracted from, what comes of quantised weights or of a product of
 * integers;
 * - **angles** of rotary and sinusoidal positions end in both Sin and Cos, or are tables of cosines and sines of which
 * two products are added;
 * - a **mask** is added to the scores of a Softmax, the same for all heads, and so are distances, which a **slope** of
 * each head multiplies;
 * - **anchors and grids** shift or stretch a result place by place, and no further weight is applied to it; centres,
 * all of which meet every place, are learned;
 * - **anchors** are put beside, or added to, places of a grid that sizes tell, and no further weight is applied;
 * - **windows**, **positions** made of sines and cosines, masks of zeros and ones, and tensors of what hides scores
 * show a formula in their values, where the values are at hand;
 * - **coordinates** of a grid have weights applied to them at load;
 * - **distances** become whole numbers at load, the rows of a table that are looked up, and **regions** a mask;
 * - **a second shift** of what a bias has shifted, and numbers that rise evenly, stand behind the last weights only;
 * - **means and deviations** are taken off an input of the model, and divide it, before any weight is applied: learned
 * numbers are added and multiply, but for those of an image's own channels.
 * Everything else is learned.
 */
export function learnedIn(draft: Draft): Learned {
  const { layers } = draft;
  const { producerOf, readersOf, sourceOf } = valuesOf(draft);
  const besideWeights = besideWeightsIn(draft);

  /**
   * Whether a constant is made of stored integers, from which a zero point may have been taken off, or which were
   * unpacked.
   */
  const isIntegerAtLoad = (edge: EdgeDraft): boolean => {
    let at: EdgeDraft | undefined = edge;
    for (let step = 0; at !== undefined && step < MAX_STEPS; step++) {
      const producer = producerOf(at);
      if (producer === undefined) {
        const dtype = tensorTypeOf(at);
        return dtype !== undefined && isInteger(dtype) && (bitsOf(dtype) ?? 64) <= 32;
      }
      // The scale of the quantised numbers has been applied from here on.
      if (producer.detail?.kind === 'quantization' || functionOf(producer) === 'mul') return false;
      at = producer.inputs[0];
    }
    return false;
  };

  const isOfIntegers = (edge: EdgeDraft): boolean => {
    if (edge.provenance === 'constant') return isIntegerAtLoad(edge);
    const source = sourceOf(edge);
    const producer = producerOf(source);
    return tensorTypeOf(source) === 'int32' && producer !== undefined && multiplies(producer);
  };

  const isScale = ({ layer, position, edge }: Use): boolean => {
    if (functionOf(layer) === undefined || !arithmetic.has(functionOf(layer) ?? '')) return false;
    const other = layer.inputs[position === 0 ? 1 : 0];
    if (other === undefined) return false;
    if (isOfIntegers(other)) return !isOfIntegers(edge) || countOf(edge) < countOf(other);
    // The scales of both operands of a product are multiplied with each other first.
    const product = layer.outputs[0];
    return (
      functionOf(layer) === 'mul' &&
      countOf(other) === 1 &&
      product !== undefined &&
      readersOf(product).some((reader) => {
        const rest = reader.inputs.find((input) => input !== product);
        return functionOf(reader) === 'mul' && rest !== undefined && isOfIntegers(rest);
      })
    );
  };

  let hasSineAndCosine: boolean | undefined;
  const endsInSineAndCosine = (uses: readonly Use[]): boolean => {
    hasSineAndCosine ??= ['sin', 'cos'].every((name) => layers.some((layer) => functionOf(layer) === name));
    if (!hasSineAndCosine) return false;
    const ends = new Set<string>();
    const open = uses.map(({ layer }) => layer);
    const seen = new Set(open);
    for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
      const name = functionOf(layer) ?? '';
      if (name === 'sin' || name === 'cos') {
        ends.add(name);
        continue;
      }
      if (!isFollowed(layer) && !arithmetic.has(name) && layer.detail?.kind !== 'matmul') return false;
      for (const output of layer.outputs) {
        for (const reader of output === undefined ? [] : readersOf(output)) {
          if (seen.has(reader)) continue;
          if (seen.size >= MAX_STEPS) return false;
          seen.add(reader);
          open.push(reader);
        }
      }
    }
    return ends.size === 2;
  };

  const isRotation = ({ layer, edge }: Use): boolean => {
    const [product] = layer.outputs;
    const origin = sourceOf(edge);
    if (functionOf(layer) !== 'mul' || product === undefined || longAxes(origin) < 2) return false;
    return readersOf(product).some((reader) => {
      if (functionOf(reader) !== 'add' && functionOf(reader) !== 'sub') return false;
      const other = producerOf(reader.inputs.find((input) => input !== product));
      return (
        other !== undefined &&
        other !== layer &&
        functionOf(other) === 'mul' &&
        other.inputs.some((input) => {
          const table = input === undefined ? undefined : sourceOf(input);
          return table?.stored !== undefined && sameLengths(table, origin);
        })
      );
    });
  };

  /** Whether numbers are those of a formula; rows that data look up are an embedding, whatever it was filled with. */
  const isOfFormula = ({ edge }: Use): boolean => {
    let at = edge;
    for (let step = 0; step < MAX_STEPS; step++) {
      const producer = producerOf(at);
      if (producer === undefined) {
        const { pattern = '' } = at.stored ?? {};
        // A bias may have ones for the gate that forgets, and zeros for others.
        return formulas.has(pattern) && !(pattern === 'mask' && longAxes(at) < 2);
      }
      const [from] = producer.inputs;
      if (from === undefined || producer.detail?.kind === 'embedding' || !isFollowed(producer)) return false;
      at = from;
    }
    return false;
  };

  /** Whether weights are applied at load to a grid of places in a plane or in space, as Swin V2 makes its biases. */
  const isCoordinates = ({ layer, position, edge }: Use): boolean =>
    layer.category === 'constant' &&
    layer.detail?.kind === 'matmul' &&
    position === 0 &&
    longAxes(edge) > 2 &&
    (lengthsOf(edge)?.at(-1) ?? Infinity) <= 3;

  const isMask = (layer: LayerDraft, edge: EdgeDraft): boolean => {
    const use: Use = { layer, position: layer.inputs.indexOf(edge), edge, role: 'activation' };
    return layer.category !== 'constant' && isOfScores(draft, use, edge, besideWeights.isWeighed);
  };

  /**
   * Whether all that becomes of numbers is worked out at load and ends in whole numbers, or in masks, be these truth
   * values or added to scores.
   */
  const isOfPlaces = ({ layer: start }: Use): boolean => {
    const open = [start];
    const seen = new Set(open);
    for (let layer = open.pop(); layer !== undefined; layer = open.pop()) {
      if (layer.category !== 'constant' || layer.detail?.kind === 'matmul') return false;
      const [result] = layer.outputs;
      if (result === undefined || seen.size > MAX_STEPS) return false;
      const dtype = tensorTypeOf(result);
      if (dtype === 'bool' || (dtype !== undefined && isInteger(dtype) && (bitsOf(dtype) ?? 0) >= 32)) continue;
      const readers = readersOf(result);
      if (readers.length === 0) return false;
      for (const reader of readers) {
        if (seen.has(reader) || isMask(reader, result)) continue;
        seen.add(reader);
        open.push(reader);
      }
    }
    return true;
  };

  return {
    kindOf(uses) {
      if (uses.some(isScale)) return 'scale';
      if (endsInSineAndCosine(uses)) return 'computed';
      const isComputed = (use: Use): boolean =>
        isOfFormula(use) ||
        isOfPlaces(use) ||
        isCoordinates(use) ||
        isRotation(use) ||
        isOfScores(draft, use, sourceOf(use.edge), besideWeights.isWeighed) ||
        besideWeights.isComputed(use);
      return uses.every(isComputed) ? 'computed' : 'learned';
    },
  };
}

function sameLengths(one: EdgeDraft, other: EdgeDraft): boolean {
  const lengths = lengthsOf(one);
  const others = lengthsOf(other);
  return lengths?.length === others?.length && (lengths?.every((length, axis) => length === others?.[axis]) ?? false);
}
