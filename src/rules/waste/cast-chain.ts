import { isRunning, layersOfKind, readersOf } from '../../analysis/index.js';
import type { Analysis, Edge, Layer } from '../../analysis/index.js';
import { bitsOf, isFloat, isSigned } from '../../ir/index.js';
import type { DType } from '../../ir/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { thingsText } from '../../text/index.js';

/** A Cast of what another Cast gave: from, by way of, to. */
interface Chain {
  readonly first: Layer;
  readonly second: Layer;
  readonly from: DType;
  readonly via: DType;
  readonly to: DType;
}

export default defineRule({
  id: 'cast-chain',
  severity: 'warning',
  summary: 'Two Casts in a row read and write all elements twice to say what one or none would.',
  options: {},
  metric: { name: 'chains', unit: 'count', of: (analysis) => chainsOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const all = chainsOf(analysis);
    for (const kind of new Set(all.map(kindOf))) {
      const chains = all.filter((chain) => kindOf(chain) === kind);
      const [chain] = chains;
      if (chain === undefined) continue;
      const { from, via, to } = chain;
      const layers = [...new Set(chains.flatMap(({ first, second }) => [first.index, second.index]))];
      const exact = holds(via, from);
      const advice = from === to ? 'take both out' : `cast from ${from} to ${to} at once`;
      const effect = exact
        ? `${advice}; onnxruntime does so at load`
        : `rounds to ${via} and stays so; if that is not meant, ${advice}`;
      yield {
        layers,
        // Runtimes take out conversions that lose nothing.
        ...(exact && { severity: 'info' }),
        lostBytes: movedBytes(analysis, layers),
        mending: () => ({
          removed: chains.flatMap(({ first, second }) => (from === to ? [first.index, second.index] : [first.index])),
        }),
        ...(exact && { mendedBy: 'onnxruntime' }),
        message: `${placeOf(analysis, layers)}: ${thingsText(chains.length, 'chain')} of Casts ${kind}: ${effect}`,
        data: { from, via, to, count: chains.length },
        key: kind,
      };
    }
  },
});

function kindOf({ from, via, to }: Chain): string {
  return `${from} → ${via} → ${to}`;
}

function chainsOf(analysis: Analysis): readonly Chain[] {
  const chains: Chain[] = [];
  for (const second of layersOfKind(analysis, 'movement')) {
    const middle = isCast(second) ? second.inputs[0] : undefined;
    const first = middle?.producer === undefined ? undefined : analysis.layers[middle.producer];
    if (middle === undefined || first === undefined || !isCast(first) || !isRunning(first)) continue;
    if (readersOf(analysis).only(middle) !== second) continue;
    const [from, via, to] = [dtypeOf(first.inputs[0]), dtypeOf(middle), dtypeOf(second.outputs[0])];
    if (from === undefined || via === undefined || to === undefined || from === via || via === to) continue;
    if (holds(via, from) || losesOnTheWay(from, via, to)) chains.push({ first, second, from, via, to });
  }
  return chains;
}

function isCast({ detail }: Layer): boolean {
  return detail?.kind === 'movement' && (detail.function === 'cast' || detail.function === 'castlike');
}

function dtypeOf(edge: Edge | undefined): DType | undefined {
  return edge?.type.kind === 'tensor' ? edge.type.dtype : undefined;
}

/**
 * Whether floating-point numbers pass through a narrower type. A way through integers or truth values is deliberate.
 */
function losesOnTheWay(from: DType, via: DType, to: DType): boolean {
  return isFloat(from) && isFloat(via) && isFloat(to) && (bitsOf(to) ?? 0) > (bitsOf(via) ?? 0);
}

/** Bits of the significand, its leading one included, and of the exponent (IEEE 754; bfloat16). */
const floats: Partial<Record<DType, readonly [significand: number, exponent: number]>> = {
  float16: [11, 5],
  bfloat16: [8, 8],
  float32: [24, 8],
  float64: [53, 11],
};

/** Whether a type has every value of another. */
function holds(wide: DType, narrow: DType): boolean {
  if (wide === 'string' || narrow === 'string' || wide === 'bool') return false;
  if (narrow === 'bool') return true;
  const [wideFloat, narrowFloat] = [floats[wide], floats[narrow]];
  if (isFloat(wide)) {
    if (wideFloat === undefined) return false;
    if (isFloat(narrow)) {
      return narrowFloat !== undefined && wideFloat[0] >= narrowFloat[0] && wideFloat[1] >= narrowFloat[1];
    }
    return wideFloat[0] >= magnitudeBits(narrow) && 2 ** (wideFloat[1] - 1) > magnitudeBits(narrow);
  }
  if (isFloat(narrow)) return false;
  return magnitudeBits(wide) >= magnitudeBits(narrow) && (isSigned(wide) || !isSigned(narrow));
}

function magnitudeBits(integer: DType): number {
  return (bitsOf(integer) ?? Infinity) - (isSigned(integer) ? 1 : 0);
}
