import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunnableModel } from '../measurement/index.js';

/**
 * Gives a function that says whether a file is there, by its path from a model. There is no file beside a model that
 * is given as bytes.
 */
export function filesBeside(source: RunnableModel['source']): (location: string) => boolean {
  return source.kind === 'file'
    ? (location) => existsSync(path.resolve(path.dirname(path.resolve(source.path)), location))
    : () => false;
}

/** Node reads no larger file whole. */
const LARGEST_READ = 2 ** 31 - 1;

/**
 * The files beside a model that can be handed over with it. A runtime that is given a model's bytes does not know the
 * model's folder: a fusion that needs a weight finds none. Handed a symbolic link, as in the cache of the Hugging Face
 * hub, it refuses the file as one outside the folder.
 */
export function readableBeside(source: RunnableModel['source'], locations: Iterable<string>): readonly string[] {
  if (source.kind !== 'file') return [];
  const folder = path.dirname(path.resolve(source.path));
  return [...locations].filter((location) => statSync(path.resolve(folder, location)).size <= LARGEST_READ);
}
