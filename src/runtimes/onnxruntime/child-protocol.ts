import type { InputData, Run } from '../../measurement/index.js';
import type { AbsentWeights } from '../absent-weights.js';

/** A package of onnxruntime that runs in Node. */
export type RuntimePackage = 'onnxruntime-node' | 'onnxruntime-web';

/** A request to the process that runs a model. */
export type Request =
  | { readonly kind: 'open'; readonly session: ChildSession }
  | { readonly kind: 'run'; readonly count: number }
  | { readonly kind: 'close' };

/** The session that it is asked to open. */
export interface ChildSession {
  /** The package that runs it: native code, or WebAssembly. */
  readonly package: RuntimePackage;
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array };
  readonly inputs: readonly InputData[];
  readonly device: string;
  readonly level: string;
  readonly threads: number;
  /** Where the profile and the optimised model are written; undefined for a session without a profile. */
  readonly profileFolder: string | undefined;
  /** Whether weights are to be kept out of the optimised model, which could not be written with them. */
  readonly weightsApart: boolean;
  readonly absentWeights: AbsentWeights;
  /** Files beside the model whose weights the runtime is handed: it is given the model's bytes and knows no folder. */
  readonly weightFiles: readonly string[];
  /** Outputs that are tensors, the only ones that can be had. */
  readonly outputs: readonly string[];
}

/** An answer of that process. */
export type Answer =
  | { readonly kind: 'opened'; readonly version: string }
  | { readonly kind: 'ran'; readonly runs: readonly Run[] }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'failed';
      readonly code: 'runtime-missing' | 'device-absent' | 'runtime-failed';
      readonly message: string;
    };
