import { isOperator } from './define.js';
import type { Operator } from './define.js';

/** A file that declares operators: what is said of it before it is loaded, and how to load it. */
export interface OperatorFile {
  /** The operators that it declares, whatever their version: `ai.onnx.Conv`. */
  readonly names: readonly string[];
  /** Its exports: operators, or arrays of them. */
  load(): object;
}

/** The operators of these files, in every version that netstat knows. */
export function operatorsIn(files: readonly OperatorFile[]): readonly Operator[] {
  return files.flatMap((file) => operatorsOf(file.load()));
}

/** The operators among what a file exports. */
export function operatorsOf(exported: object): readonly Operator[] {
  const values: readonly unknown[] = Object.values(exported).flat();
  return values.filter(isOperator);
}
