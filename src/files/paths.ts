import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { NetstatError } from '../ir/index.js';

/**
 * The files that arguments name: a pattern such as `models/*.onnx`, for shells that leave it as it is, stands for the files that match it,
 * sorted; any other argument, and a file whose name looks like a pattern, for itself.
 * @throws NetstatError when nothing matches a pattern
 */
export async function expandPaths(patterns: readonly string[]): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const pattern of patterns) {
    if (!/[*?{[]/u.test(pattern) || existsSync(pattern)) {
      expanded.push(pattern);
      continue;
    }
    const { glob } = await import('tinyglobby');
    const files = await glob(pattern.replaceAll(sep, '/'), { expandDirectories: false });
    if (files.length === 0) throw new NetstatError('not-found', `no file matches ${pattern}`);
    expanded.push(...files.toSorted());
  }
  return expanded;
}
