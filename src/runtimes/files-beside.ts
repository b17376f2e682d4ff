import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { RunnableModel } from '../measurement/index.js';

/** Says whether a file is there, by its path from a model; beside a model that is bytes there is none. */
export function filesBeside(source: RunnableModel['source']): (location: string) => boolean {
  return source.kind === 'file'
    ? (location) => existsSync(path.resolve(path.dirname(path.resolve(source.path)), location))
    : () => false;
}

/**
 * Those of the files beside a model that are symbolic links to elsewhere, as in the cache of the Hugging Face hub. A runtime that is given the model's
 * bytes takes such a file for one outside the model's folder.
 */
export function linkedElsewhere(source: RunnableModel['source'], locations: Iterable<string>): readonly string[] {
  if (source.kind !== 'file') return [];
  const folder = realpathSync(path.dirname(path.resolve(source.path)));
  return [...locations].filter((location) => {
    const place = path.relative(folder, realpathSync(path.resolve(folder, location)));
    return place.startsWith('..') || path.isAbsolute(place);
  });
}
