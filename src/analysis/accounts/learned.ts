import { equals } from '../../dim/index.js';
import { bitsOf, isInteger } from '../../ir/index.js';
import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { rankOf } from '../sizes.js';
import { isOfScores } from './added-to-scores.js';
import { arithmetic, countOf, functionOf, lengthsOf } from './arithmetic.js';
import { multiplies } from './multiplies.js';
import { isFollowed } from './provenance.js';
import { tensorTypeOf } from './stored-uses.js';
import type { Use } from './stored-uses.js';
import { findSurroundings } from './surroundings.js';
import type { Surroundings } from './surroundings.js';

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

/** The most layers that are followed from a table to those that show its meaning. No exporter writes a longer chain. */
const MAX_STEPS = 64;

/** The most channels that pictures have: three colours and how much shows. */
const MOST_IMAGE_CHANNELS = 4;

/**
 * Tells floating-point data apart by what is done with it, never by its name:
 * - a **scale** multiplies, or a zero point is subtracted from, what comes of quantised weights or of a product of
 * integers;
 * - **angles** of rotary and sinusoidal positions end in both Sin and Cos, or are tables of cosines and sines of which
 * two products are added;
 * - a **mask** is added to the scores of a Softmax, the same for all heads, and so are distances, which a **slope** of
 * each head multiplies;
 * - **anchors and grids** shift or stretch, place by place, what no further weight is applied to; centres, which every
 * place meets all of, are learned;
 * - **anchors** are put beside, or added to, places of a grid that sizes tell, and no further weight is applied;
 * - **windows** and **positions** that sines and cosines give are of a formula by their values, where these are at hand;
 * - **means and deviations** are taken off an input of the model, and divide it, before any weight is applied: learned
 * numbers are added and multiply, but for those of an image's own channels.
 * Everything else is learned.
 */
export function learnedIn(draft: Draft): Learned {
  const { layers } = draft;
  const producerOf = (edge: EdgeDraft | undefined): LayerDraft | undefined =>
    edge?.producer === undefined ? undefined : layers[edge.producer];
  const readersOf = (edge: EdgeDraft): readonly LayerDraft[] => edge.consumers.flatMap((index) => layers[index] ?? []);

  /** The value that another one was moved or cast from. */
  const sourceOf = (edge: EdgeDraft): EdgeDraft => {
    let source = edge;
    for (let step = 0; step < MAX_STEPS; step++) {
      const producer = producerOf(source);
      const [from] = producer?.inputs ?? [];
      if (producer === undefined || from === undefined || !isFollowed(producer)) return source;
      // The scale of the quantised numbers has been applied from here on.
      if (producer.detail?.kind === 'quantization') return source;
      source = from;
    }
    return source;
  };

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
      if (!isFollowed(layer) && !arithmetic.has(name) && layer.category !== 'matmul') return false;
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
    return isOfImage(edge, other) && isShiftedAlready(other);
  };

  /** Whether all that becomes of a result says what is read of a map, as places around a match do. */
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

  /** Whether a value has a bias already, or comes of a function or a sum: nobody learns another shift behind these. */
  const isShiftedAlready = (edge: EdgeDraft): boolean => {
    let at = edge;
    for (let step = 0; step < MAX_STEPS; step++) {
      const producer = producerOf(at);
      if (producer === undefined) return false;
      if (multiplies(producer)) return producer.inputs[2] !== undefined;
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

  /** Whether numbers are those of a formula; rows that data look up are an embedding, whatever it was filled with. */
  const isOfFormula = ({ edge }: Use): boolean => {
    let at = edge;
    for (let step = 0; step < MAX_STEPS; step++) {
      const producer = producerOf(at);
      if (producer === undefined) return at.stored?.pattern === 'window' || at.stored?.pattern === 'sinusoids';
      const [from] = producer.inputs;
      if (from === undefined || producer.detail?.kind === 'embedding' || !isFollowed(producer)) return false;
      at = from;
    }
    return false;
  };

  const isWeighed = (producer: number): boolean => surroundingsNow().follows[producer] === 1;

  return {
    kindOf(uses) {
      if (uses.some(isScale)) return 'scale';
      if (endsInSineAndCosine(uses)) return 'computed';
      const isComputed = (use: Use): boolean =>
        isOfFormula(use) ||
        isRotation(use) ||
        isOfScores(draft, use, sourceOf(use.edge), isWeighed) ||
        isGrid(use) ||
        isAnchor(use) ||
        isOfPreparation(use);
      return uses.every(isComputed) ? 'computed' : 'learned';
    },
  };
}

/** Whether a result has as many elements as one operand: a table that meets every place with all it has makes more. */
function isPlaceByPlace({ outputs: [result] }: LayerDraft, operand: EdgeDraft): boolean {
  const { elements } = operand;
  return elements === undefined || result?.elements === undefined || equals(result.elements, elements);
}

/** Whether a table has a number for each of the few channels of an image. */
function isOfImage(table: EdgeDraft, image: EdgeDraft | undefined): boolean {
  const count = countOf(table);
  return image !== undefined && rankOf(image) === 4 && count <= MOST_IMAGE_CHANNELS && longAxes(table) === 1;
}

function longAxes(edge: EdgeDraft): number {
  return lengthsOf(edge)?.filter((length) => length !== 1).length ?? 0;
}

function sameLengths(one: EdgeDraft, other: EdgeDraft): boolean {
  const lengths = lengthsOf(one);
  const others = lengthsOf(other);
  return lengths?.length === others?.length && (lengths?.every((length, axis) => length === others?.[axis]) ?? false);
}
