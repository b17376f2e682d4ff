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
  /** New nodes in the place of a layer. They make the outputs of that layer and those of the layers in `gone`. */
  readonly nodes?: ReadonlyMap<number, readonly NewNode[]>;
  /** New tensors that these nodes read, by name. */
  readonly tensors?: ReadonlyMap<string, NewTensor>;
  /** Layers that are left out: new nodes make their outputs, where any layer still reads them. */
  readonly gone?: readonly number[];
  /** Layers whose values have their axes in another order after the change. */
  readonly reordered?: readonly number[];
}

/** Why a change cannot be made. */
export interface Refusal {
  /** A sentence's end, behind "cannot be made:". Names in it are untrusted text. */
  readonly reason: string;
}
