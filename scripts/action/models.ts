import { existsSync } from 'node:fs';
import picomatch from 'picomatch';
import { expandPaths } from '../../src/files/paths.js';
import { linesOf } from './program.js';

/**
 * The paths, patterns and directories of the input `models`: one a line. A line that is no path may hold several, with
 * blanks between.
 */
export function readPatterns(input: string): readonly string[] {
  return linesOf(input).flatMap((line) => (existsSync(line) ? [line] : line.split(/\s+/u)));
}

/** The models that there are, each once. */
export async function findModels(patterns: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(patterns.map(async (pattern) => expandPaths([pattern]).catch(() => [])));
  return [...new Set(found.flat())].filter((file) => existsSync(file));
}

/** Whether a path that is there no more is one of those that the patterns stand for. */
export function wasModel(file: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern === file ||
      picomatch.isMatch(file, pattern) ||
      (file.endsWith('.onnx') && file.startsWith(`${pattern.replace(/\/$/u, '')}/`)),
  );
}
