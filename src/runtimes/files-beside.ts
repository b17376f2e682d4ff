import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RunnableModel } from '../measurement/index.js';

/** Says whether a file is there, by its path from a model; beside a model that is bytes there is none. */
export function filesBeside(source: RunnableModel['source']): (location: string) => boolean {
  return source.kind === 'file'
    ? (location) => existsSync(path.resolve(path.dirname(path.resolve(source.path)), location))
    : () => false;
}
