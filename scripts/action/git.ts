import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { variable } from './program.js';

/** How a path differs from the base. */
export type Change =
  | { readonly kind: 'added' | 'deleted' | 'changed' }
  | { readonly kind: 'renamed'; readonly from: string };

/** The text that Git writes; undefined when it fails. */
function git(...given: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', given, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return status === 0 ? stdout : undefined;
}

/** The directory of the checkout. Throws where there is none. */
export function topLevel(): string {
  const directory = git('rev-parse', '--show-toplevel')?.trim();
  if (directory === undefined) throw new Error('this is no checkout of a Git repository: run actions/checkout first');
  return directory;
}

/**
 * The commit to compare with, fetched where the checkout does not have it: the first parent of the merge commit that
 * GitHub checks out for a pull request, else where the branch left its base, else the base's commit. Throws when it
 * cannot be had.
 */
export function findBase(): string {
  const event = variable('BASE_SHA');
  const parents = parentsOf('HEAD');
  const [merged] = parents;
  const isMerge = parents.length === 2 && git('rev-parse', 'HEAD')?.trim() === variable('GITHUB_SHA');
  const base = isMerge && merged !== undefined ? merged : event;
  fetchCommit(base);
  return isMerge ? base : (git('merge-base', base, 'HEAD')?.trim() ?? base);
}

/** The parents that a commit names; in a shallow checkout they are named but not there. */
function parentsOf(commit: string): readonly string[] {
  const [head = ''] = (git('cat-file', '-p', commit) ?? '').split('\n\n');
  return [...head.matchAll(/^parent ([\da-f]+)$/gmu)].map(([, parent = '']) => parent);
}

function fetchCommit(commit: string): void {
  const isThere = (): boolean => git('cat-file', '-e', `${commit}^{commit}`) !== undefined;
  if (isThere()) return;
  for (let attempt = 0; attempt < 2; attempt++) {
    spawnSync('git', ['fetch', '--quiet', '--no-tags', '--depth=1', 'origin', commit], { stdio: 'inherit' });
    if (isThere()) return;
  }
  throw new Error(
    `the base commit ${commit} cannot be fetched from origin: let actions/checkout keep its ` +
      'credentials, or fetch it with fetch-depth: 0',
  );
}

/** The files that differ between a commit and the working folder, by path. */
export function changesSince(base: string): ReadonlyMap<string, Change> {
  const listed = git('diff', '--name-status', '-z', '--find-renames', base, '--');
  if (listed === undefined) throw new Error(`the files cannot be compared with ${base}`);
  const fields = listed.split('\0').values();
  const changes = new Map<string, Change>();
  for (const status of fields) {
    if (status === '') break;
    const path = fields.next().value ?? '';
    if (status.startsWith('R')) changes.set(fields.next().value ?? '', { kind: 'renamed', from: path });
    else changes.set(path, { kind: status === 'A' ? 'added' : status === 'D' ? 'deleted' : 'changed' });
  }
  return changes;
}

/** Whether a commit has a file. */
export function hasFile(commit: string, path: string): boolean {
  return git('cat-file', '-e', `${commit}:${path}`) !== undefined;
}

/**
 * Writes a file as a commit has it, through Git's filters, so that Git LFS gives the content and not the pointer.
 * Throws when that fails.
 */
export function writeFileOf(commit: string, path: string, to: string): void {
  run(['cat-file', '--filters', `${commit}:${path}`], undefined, to);
  const content = readFileSync(to);
  // Where the filters of Git LFS are not set up, Git gives the pointer.
  if (content.subarray(0, 64).toString().startsWith('version https://git-lfs')) {
    run(['lfs', 'smudge', '--', path], content, to);
  }
}

function run(given: readonly string[], input: Uint8Array | undefined, to: string): void {
  const file = openSync(to, 'w');
  try {
    const { status, stderr } = spawnSync('git', given, {
      stdio: [input === undefined ? 'ignore' : 'pipe', file, 'pipe'],
      ...(input && { input }),
    });
    if (status !== 0) throw new Error(`git ${given[0]} fails: ${stderr.toString().trim()}`);
  } finally {
    closeSync(file);
  }
}
