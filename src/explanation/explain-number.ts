import { asTrainedOf, storedWeightsOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { conventions, countBy } from '../conventions/index.js';
import { equals, isKnown } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { asTrainedText } from '../report/index.js';

/** What a number may be a count of. */
export interface Candidate {
  /** Whose number it would be: `netstat` or a tool's name. */
  readonly whose: string;
  /** What it counts, in a sentence. */
  readonly what: string;
  readonly value: number;
  /** The number given, divided by this one. */
  readonly ratio: number;
  /** Whether it is the number, or rounds to it where it was written rounded. */
  readonly exact: boolean;
}

/** Counts of a model that are, or come nearest to, a number that somebody got: exact ones first, `tolerance` being how far they may be from it. Symbolic counts are left out. */
export function explainNumber(number: number, analysis: Analysis, tolerance = 0): readonly Candidate[] {
  const { totals } = analysis;
  const trained = asTrainedText(analysis);
  const { activeParams, bytes } = storedWeightsOf(analysis);
  const counts: (readonly [string, string, Dim | undefined])[] = [
    ['netstat', 'multiply-adds: 1 per multiply-accumulate pair', totals.multiplyAdds],
    ['netstat', 'FLOPs: 2 per multiply-add and every other operation', totals.flops],
    ['netstat', 'params: elements of the stored weights', totals.params],
    ...(trained === undefined
      ? []
      : [['netstat', `params as trained: ${trained}`, asTrainedOf(analysis).params] as const]),
    ...(equals(activeParams, totals.params)
      ? []
      : [
          [
            'netstat',
            'active params: of each mixture of experts those that one token passes through',
            activeParams,
          ] as const,
        ]),
    ['netstat', 'params and buffers together: running statistics counted in', plus(totals.params, totals.buffers)],
    ['netstat', 'memory access in bytes', plus(totals.memoryReadBytes, totals.memoryWriteBytes)],
    ['netstat', 'memory access in elements, as the ShuffleNet V2 paper counts it', totals.memoryAccessElements],
    ['netstat', 'bytes of the weights', totals.paramBytes],
    ['netstat', 'bytes of the weights with their scales and the buffers', bytes],
    ['netstat', 'bytes of activations alive at once', totals.peakActivationBytes],
    [
      'several tools',
      "twice the multiply-adds and nothing else, which PyTorch's counter and onnxsim call FLOPs",
      twice(totals.multiplyAdds),
    ],
    ...conventions.map(
      (convention) =>
        [convention.name, `${convention.unit}: ${convention.summary}`, countBy(convention, analysis).total] as const,
    ),
  ];
  return counts
    .flatMap(([whose, what, value]): Candidate[] => {
      if (value === undefined || !isKnown(value) || value <= 0) return [];
      return [
        {
          whose,
          what,
          value: Number(value),
          ratio: number / Number(value),
          exact: Math.abs(Number(value) - number) <= tolerance,
        },
      ];
    })
    .toSorted((left, right) => Math.abs(Math.log(left.ratio)) - Math.abs(Math.log(right.ratio)));
}

function plus(left: Dim, right: Dim): Dim | undefined {
  return isKnown(left) && isKnown(right) ? Number(left) + Number(right) : undefined;
}

function twice(value: Dim): Dim | undefined {
  return isKnown(value) ? 2 * Number(value) : undefined;
}
