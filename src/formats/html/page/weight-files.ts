import { lastPart } from './names.js';

/** Files of weights that were dropped or chosen, by name; a browser does not say in which folder a file lies. */
const kept = new Map<string, Blob>();

/** Names of files that a measurement has missed. */
const missed = new Set<string>();

const modelOrReport = /\.(?:onnx|ort|pb|jsonl?)$/iu;

/**
 * Keeps the files of weights among those that a person has dropped or chosen: those that a measurement has missed, and
 * what lies beside a model or report. Gives the others.
 */
export function keepWeights<F extends File>(files: readonly F[]): readonly F[] {
  const hasModel = files.some(({ name }) => modelOrReport.test(name));
  const others: F[] = [];
  for (const file of files) {
    const { name } = file;
    if (missed.delete(name) || (hasModel && !modelOrReport.test(name))) kept.set(name, file);
    else others.push(file);
  }
  return others;
}

/** The files of weights that are here. */
export function keptWeights(): ReadonlyMap<string, Blob> {
  return kept;
}

/** Remembers the files, by their paths from a model, that a measurement had zeros for. */
export function missWeights(paths: readonly string[]): void {
  for (const path of paths) missed.add(lastPart(path));
}
