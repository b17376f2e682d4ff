// The step `comment`: posts what `compare` wrote, or brings the comment of an earlier run up to date. Best effort: a
// pull request from a fork has a token that may not write.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { annotate, variable } from './program.js';
import { messageOf } from '../../src/ir/index.js';

/** By this line a comment of an earlier run is found. */
const marker = '<!-- netstat compare -->';

const comments = `repos/${variable('GITHUB_REPOSITORY')}/issues/${variable('PULL_REQUEST')}/comments`;

try {
  postComment(variable('COMMENT'));
} catch (error) {
  annotate('warning', `the comment is not posted (${messageOf(error)}); the summary of the job has it`);
}

function postComment(file: string): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const query = `.[] | select(.body | startswith("${marker}")) | .id`;
  const [existing = ''] = gh(['api', comments, '--paginate', '--jq', query]).split('\n');
  if (text === '' && existing === '') return;
  writeFileSync(file, `${marker}\n${text === '' ? 'No model differs from the base.\n' : text}`);
  const body = ['--field', `body=@${file}`];
  if (existing === '') gh(['api', '--method', 'POST', comments, ...body]);
  else gh(['api', '--method', 'PATCH', `repos/${variable('GITHUB_REPOSITORY')}/issues/comments/${existing}`, ...body]);
}

function gh(given: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('gh', given, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? '');
  return stdout;
}
