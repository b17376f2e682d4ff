import type { Width } from '../analysis/index.js';
import type { NewNode, NewTensor } from './edits.js';

/** The wishes for changes to a model. */
export interface Wishes {
  /** Channels by width; whatever shares them changes too. */
  readonly channels?: ReadonlyMap<Width, number>;
  /** Groups of convolutions, by layer. */
  readonly groups?: ReadonlyMap<number, number>;
  /** The side of the kernel of convolutions, by layer; the size of their maps stays. */
  readonly kernels?: ReadonlyMap<number, number>;
  /** Layers that are left out: their first input stands for their output. */
  readonly removed?: readonly number[];
  /** Nodes that stand in the place of a layer, which make what it and those that are gone have made. */
  readonly nodes?: ReadonlyMap<number, readonly NewNode[]>;
  /** The tensors that these nodes read besides, by name. */
  readonly tensors?: ReadonlyMap<string, NewTensor>;
  /** Layers of which such nodes make the output, if anybody reads it still. */
  readonly gone?: readonly number[];
  /** Layers that compute in another order of axes then. */
  readonly reordered?: readonly number[];
}

/** Why a change cannot be made. */
export interface Refusal {
  /** A sentence's end, behind "cannot be made:". Names in it are untrusted text. */
  readonly reason: string;
}
