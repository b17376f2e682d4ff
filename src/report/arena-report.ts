import { packActivations } from '../arena/index.js';
import { toNumber } from '../dim/index.js';
import type { Dim } from '../dim/index.js';

/** Activations packed into one block of memory, as `netstat arena` packs them; without places while a size is open. */
export interface ArenaReport<D = number | string> {
  /** The size of the block; null while a size is open. */
  readonly bytes: number | null;
  /** Offsets are multiples of so many bytes. */
  readonly alignment: number;
  /** The first step in which the most bytes are alive; null while a size is open. */
  readonly peakStep: number | null;
  /** By step of the execution: the position of the layer that runs; null in step 0, before any has. */
  readonly layers: readonly (number | null)[];
  readonly buffers: readonly ArenaBuffer<D>[];
}

/** An activation in that block. */
export interface ArenaBuffer<D = number | string> {
  readonly name: string;
  /** Null while a size is open. */
  readonly offset: number | null;
  readonly bytes: D;
  /** The first and the last step in which it is needed. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** An arena in which every activation has its place. */
export interface PlacedArena extends Pick<ArenaReport, 'layers'> {
  readonly bytes: number;
  readonly peakStep: number;
  readonly activations: readonly (ArenaBuffer<number> & { readonly offset: number })[];
}

/** The arena of these activations in a block. */
export function arenaReport<D>(
  block: Omit<ArenaReport<D>, 'buffers'>,
  activations: readonly ArenaBuffer<D>[],
): ArenaReport<D> {
  return { ...block, buffers: activations };
}

/** An arena with the bytes of each activation changed by `change`; undefined where those of one become undefined. */
export function mapArena<A, B>(
  { buffers, ...block }: ArenaReport<A>,
  change: (bytes: A) => B | undefined,
): ArenaReport<B> | undefined {
  const changed = buffers.flatMap((activation): readonly ArenaBuffer<B>[] => {
    const bytes = change(activation.bytes);
    return bytes === undefined ? [] : [{ ...activation, bytes }];
  });
  return changed.length < buffers.length ? undefined : arenaReport(block, changed);
}

/** An arena with a place for each activation; undefined while a size is open. */
export function packArena(arena: ArenaReport<Dim>): ArenaReport<number> | undefined {
  const sized = mapArena(arena, toNumber);
  if (sized === undefined) return undefined;
  const { alignment, layers } = sized;
  const pieces = sized.buffers.map((activation) => ({
    ...activation,
    from: activation.firstStep,
    to: activation.lastStep,
  }));
  const { bytes, peakStep, activations } = packActivations(pieces, alignment);
  return arenaReport(
    { bytes, alignment, peakStep, layers },
    activations.map(({ from: _from, to: _to, ...activation }) => activation),
  );
}

/** The places of the activations of an arena, their bytes by `numberOf`; undefined while a size is open. */
export function placedArena<D>(
  { bytes, peakStep, layers, buffers }: ArenaReport<D>,
  numberOf: (bytes: D) => number | undefined,
): PlacedArena | undefined {
  if (bytes === null || peakStep === null) return undefined;
  const activations = buffers.flatMap((activation): PlacedArena['activations'] => {
    const { offset } = activation;
    const size = numberOf(activation.bytes);
    return offset === null || size === undefined ? [] : [{ ...activation, offset, bytes: size }];
  });
  return { layers, bytes, peakStep, activations };
}
