import { existsSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { NetstatError } from '../ir/index.js';

/** The argument that stands for standard input wherever a model is taken. */
export const STANDARD_INPUT = '-';

/** The beginning of a name of a model on the hub: `hf:org/name/model.onnx@revision`. */
export const HUB_PREFIX = 'hf:';

/** Whether an argument is an address of the web. */
export function isWebAddress(reference: string): boolean {
  return /^https?:\/\//iu.test(reference);
}

/** Whether an argument names a model that comes from the network. */
export function isRemote(reference: string): boolean {
  return reference.startsWith(HUB_PREFIX) || isWebAddress(reference);
}

/** Whether an argument names a repository of the hub and no file in it. */
export function isHubRepository(reference: string): boolean {
  return /^hf:[^/@]+\/[^/@]+\/?(?:@.+)?$/u.test(reference);
}

/**
 * The models that arguments name. A directory stands for the `.onnx` files below it, but for those in `node_modules`
 * and in hidden directories; a pattern such as `models/*.onnx`, for shells that leave it as it is, for the files that
 * match it. Both are sorted. Any other argument, and a file whose name looks like a pattern, stands for itself.
 * @throws NetstatError when nothing matches a pattern or a directory has no model, or standard input is to be read
 * twice
 */
export async function expandPaths(references: readonly string[]): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const reference of references) {
    if (reference === STANDARD_INPUT) {
      if (expanded.includes(reference)) {
        throw new NetstatError(
          'bad-option',
          '-: standard input can be read only once; name one of the models by its path',
        );
      }
      expanded.push(reference);
    } else if (isRemote(reference)) {
      expanded.push(reference);
    } else if (isFolder(reference)) {
      expanded.push(...(await modelsBelow(reference)));
    } else if (/[*?{[]/u.test(reference) && !existsSync(reference)) {
      expanded.push(...(await filesMatching(reference)));
    } else {
      expanded.push(reference);
    }
  }
  return expanded;
}

/** Whether there is a folder at that path; false for a path that no file can have, such as one that is too long. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The models that arguments name, where each stands for one.
 * @throws NetstatError when one stands for none or several, or standard input is to be read twice
 */
export async function expandEach(references: readonly string[]): Promise<readonly string[]> {
  const models: string[] = [];
  for (const reference of references) {
    const [model = reference, ...more] = await expandPaths([reference]);
    if (more.length > 0) {
      throw new NetstatError(
        'bad-option',
        `${reference}: name one of its ${more.length + 1} models: ` +
          `${[model, ...more].slice(0, MOST_NAMED).join(', ')}${more.length < MOST_NAMED ? '' : ' …'}`,
      );
    }
    models.push(model);
  }
  return expandPaths(models);
}

/** The most models that a message names. */
const MOST_NAMED = 5;

async function modelsBelow(directory: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob('**/*.onnx', { cwd: directory, ignore: '**/node_modules/**', caseSensitiveMatch: false });
  if (files.length === 0) throw new NetstatError('not-found', `${directory}: there is no .onnx file in this directory`);
  const prefix = /[/\\]$/u.test(directory) ? directory : `${directory}/`;
  return files.toSorted().map((file) => (directory === '.' ? file : prefix + file));
}

async function filesMatching(pattern: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob(pattern.replaceAll(sep, '/'), { expandDirectories: false });
  if (files.length === 0) throw new NetstatError('not-found', `no file matches ${pattern}`);
  return files.toSorted();
}
