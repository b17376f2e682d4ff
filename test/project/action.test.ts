import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { shorten } from '../../scripts/action/sections.js';
import { readAction, runAction } from '../testers/action-runner.js';
import type { ActionRun, Job } from '../testers/action-runner.js';

const odd = 'models/the team\'s "best" net.onnx';
const models = `models/*.onnx\nlarge/net.onnx`;
const hasLfs = spawnSync('git', ['lfs', 'version']).status === 0;

let folder: string;
let env: Readonly<Record<string, string>>;
let base: string;
let merge: string;
let jobs = 0;

/** A product of a matrix of so many rows: 128 multiply-adds a row. */
function product(rows: number): Uint8Array {
  return model({
    opset: 17,
    inputs: [value('x', 'float32', [rows, 16])],
    outputs: ['y'],
    nodes: [node('MatMul', ['x', 'w'], ['y'], {}, { name: 'product' })],
    initializers: [weight('w', 'float32', [16, 8])],
  });
}

function git(directory: string, ...given: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', given, {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  if (status !== 0) throw new Error(`git ${given.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function write(name: string, content: Uint8Array | string): void {
  const at = path.join(folder, 'author', name);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, content);
}

function commit(message: string): string {
  git(path.join(folder, 'author'), 'add', '--all');
  git(path.join(folder, 'author'), 'commit', '--quiet', '--message', message);
  return git(path.join(folder, 'author'), 'rev-parse', 'HEAD');
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-action-'));
  env = { HOME: folder, GIT_CONFIG_GLOBAL: path.join(folder, 'gitconfig') };
  writeFileSync(
    path.join(folder, 'gitconfig'),
    '[user]\nname = a\nemail = a@example.org\n[init]\ndefaultBranch = main\n',
  );
  if (hasLfs) git(folder, 'lfs', 'install', '--skip-repo');
  git(folder, 'init', '--quiet', '--bare', 'origin.git');
  git(folder, 'init', '--quiet', 'author');
  const author = path.join(folder, 'author');
  git(author, 'remote', 'add', 'origin', `file://${folder}/origin.git`);
  if (hasLfs) write('.gitattributes', 'large/*.onnx filter=lfs diff=lfs merge=lfs -text\n');
  write('models/grown.onnx', product(4));
  write('models/old name.onnx', readFileSync('fixtures/shufflenet-v2.onnx'));
  write('models/deleted.onnx', readFileSync('fixtures/lstm.onnx'));
  write('models/same.onnx', product(3));
  write(odd, product(10));
  write('large/net.onnx', product(100));
  base = commit('base');
  git(author, 'checkout', '--quiet', '-b', 'feature');
  write('models/grown.onnx', product(9));
  git(author, 'mv', 'models/old name.onnx', 'models/new name.onnx');
  unlinkSync(path.join(author, 'models/deleted.onnx'));
  write('models/added.onnx', product(5));
  write(odd, product(11));
  write('large/net.onnx', product(90));
  commit('feature');
  git(author, 'checkout', '--quiet', 'main');
  git(author, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
  merge = git(author, 'rev-parse', 'HEAD');
  git(author, 'push', '--quiet', 'origin', `${base}:refs/heads/main`, 'feature', `${merge}:refs/pull/7/merge`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Checks out the pull request as actions/checkout does, and runs the action in it. */
function runOnPullRequest(
  given: Partial<Job> & { readonly depth?: number; readonly damage?: (at: string) => void },
): ActionRun {
  const scratch = path.join(folder, `job ${++jobs}`);
  const workspace = path.join(scratch, 'work');
  mkdirSync(workspace, { recursive: true });
  git(workspace, 'init', '--quiet');
  git(workspace, 'remote', 'add', 'origin', `file://${folder}/origin.git`);
  const depth = given.depth === undefined ? [] : [`--depth=${given.depth}`];
  const refs = [
    '+refs/pull/7/merge:refs/remotes/pull/7/merge',
    ...(given.depth === undefined ? ['+refs/heads/*:refs/remotes/origin/*'] : []),
  ];
  git(workspace, 'fetch', '--quiet', '--no-tags', ...depth, 'origin', ...refs);
  git(workspace, 'checkout', '--quiet', '--force', 'refs/remotes/pull/7/merge');
  given.damage?.(workspace);
  return runAction({ workspace, scratch, inputs: { models }, event: 'pull_request', base, sha: merge, env, ...given });
}

describe('the action', { timeout: 120_000 }, () => {
  it('passes inputs through the environment and gives its token to the last step only', () => {
    const { runs } = readAction();
    for (const { run, shell } of runs.steps) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
    const withToken = runs.steps.filter(({ env: own = {} }) =>
      Object.values(own).some((text) => text.includes('token')),
    );
    expect(withToken.map(({ name }) => name)).toEqual(['comment']);
    expect(readFileSync('action.yml', 'utf8'), 'it installs nothing but itself').not.toMatch(
      /npx|npm install|@latest/u,
    );
  });

  for (const depth of [undefined, 1]) {
    it(`compares what a pull request changes, with ${depth === undefined ? 'all commits' : 'one commit'}`, () => {
      const { codes, failed, summary, comments, log } = runOnPullRequest({ ...(depth && { depth }) });
      expect(failed, log).toBe(false);
      expect(Object.keys(codes)).toEqual(['build', 'lint', 'compare', 'comment']);
      expect(comments).toHaveLength(1);
      const [{ method, path: where, body } = { method: '', path: '', body: '' }] = comments;
      expect([method, where]).toEqual(['POST', 'repos/owner/models/issues/7/comments']);
      expect(body).toMatch(/^<!-- netstat compare -->\n/u);
      const headings = [...body.matchAll(/^### (.*)$/gmu)].map(([, heading]) => heading);
      expect(headings.toSorted()).toEqual(
        [
          '`models/deleted.onnx`',
          'large/net.onnx',
          'models/added.onnx',
          'models/grown.onnx',
          'models/old name.onnx → models/new name.onnx',
          odd,
        ].toSorted(),
      );
      expect(body).toMatch(/### models\/added\.onnx\n\nThe model is new/u);
      expect(body).toMatch(/### `models\/deleted\.onnx`\n\nThe model is deleted/u);
      expect(body).toMatch(/multiply-adds \| 512 \| 1\.152k \| \+640 \| \+125%/u);
      // The base of large/net.onnx is in Git LFS.
      expect(body).toMatch(/multiply-adds \| 12\.80k \| 11\.52k/u);
      expect(body).not.toContain(folder);
      expect(summary).toContain(body.split('\n').slice(1).join('\n').trim());
      expect(summary).toContain('## netstat lint');
    });
  }

  it('fails on a regression of 125 %, says so everywhere, and brings its earlier comment up to date', () => {
    const inputs = { models, 'max-increase': 'multiply-adds=20%' };
    const { codes, failed, summary, comments, log } = runOnPullRequest({ depth: 1, inputs, existing: 12 });
    expect(failed).toBe(true);
    expect(codes).toMatchObject({ lint: 0, compare: 1, comment: 0 });
    expect(log).toMatch(/^::error title=netstat::models\/grown\.onnx: .*grows by 125/mu);
    expect(comments).toMatchObject([{ method: 'PATCH', path: 'repos/owner/models/issues/comments/12' }]);
    for (const text of [summary, comments[0]?.body ?? '']) {
      expect(text).toMatch(/### models\/grown\.onnx\n\n\*\*Failed\*\*\n\n```text\n.*multiply-adds grows by 125/u);
    }
    expect(runOnPullRequest({ depth: 1, inputs: { models, 'max-increase': 'multiply-adds=125%' } }).failed).toBe(false);
  });

  it('does not fail where the comment may not be posted, nor pass for that reason', () => {
    const good = runOnPullRequest({ depth: 1, refused: 403 });
    expect(good.failed, good.log).toBe(false);
    expect(good.log).toMatch(
      /^::warning title=netstat::the comment is not posted .*HTTP 403.*the summary of the job has it/mu,
    );
    expect(good.summary).toContain('### models/grown.onnx');
    const bad = runOnPullRequest({ depth: 1, refused: 403, inputs: { models, 'max-increase': 'multiply-adds=20%' } });
    expect(bad.failed).toBe(true);
    expect(bad.summary).toContain('multiply-adds grows by 125');
  });

  it('fails where the base cannot be fetched, or a model of it cannot be read', () => {
    const noBase = runOnPullRequest({
      depth: 1,
      damage: (at) => git(at, 'remote', 'set-url', 'origin', `file://${folder}/nowhere`),
    });
    expect(noBase.codes).toMatchObject({ compare: 2, comment: 0 });
    expect(noBase.summary).toContain('cannot be fetched from origin');
    expect(noBase.comments[0]?.body).toContain('cannot be fetched from origin');
  });

  it.skipIf(!hasLfs)('fails where Git LFS cannot give a base', () => {
    const run = runOnPullRequest({
      depth: 1,
      damage: (at) => git(at, 'config', 'lfs.url', `file://${folder}/nowhere`),
    });
    expect(run.codes['compare'], run.log).toBe(2);
    expect(run.summary).toMatch(
      /the base of large\/net\.onnx cannot be had|large\/net\.onnx: this is a Git LFS pointer/u,
    );
    expect(run.comments[0]?.body, 'the others are compared').toContain('+125%');
  });

  it('fails where a model cannot be read, and lints outside of pull requests', () => {
    const broken = runOnPullRequest({
      depth: 1,
      damage: (at) => cpSync('LICENSE', path.join(at, 'models/grown.onnx')),
    });
    expect(broken.codes).toMatchObject({ lint: 2, compare: 2 });
    expect(broken.summary).toContain('not an ONNX model');
    const push = runOnPullRequest({ depth: 1, event: 'push' });
    expect(Object.keys(push.codes)).toEqual(['build', 'lint']);
    expect(push.summary).toContain('## netstat lint');
  });

  it('says nothing where no model differs, unless an earlier comment does', () => {
    const same = runOnPullRequest({ depth: 1, inputs: { models: 'models/same.onnx' } });
    expect(same).toMatchObject({ failed: false, comments: [] });
    expect(same.summary).toContain('No model differs from the base.');
    const reverted = runOnPullRequest({ depth: 1, inputs: { models: 'models/same.onnx' }, existing: 12 });
    expect(reverted.comments[0]?.body).toContain('No model differs from the base.');
  });
});

describe('comments and summaries', () => {
  it('stay within what GitHub takes: the longest lists of layers go first', () => {
    const list = (length: number): string => `| totals |\n<details>${'- layer\n'.repeat(length)}</details>\n`;
    const sections = [100, 6000, 4000].map((length, index) => ({ heading: `### ${index}`, text: list(length) }));
    const text = shorten(sections, 'comment');
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/totals/gu)).toHaveLength(3);
    expect(text.match(/<details>/gu)).toHaveLength(2);
    const many = Array.from({ length: 600 }, (_, index) => ({ heading: `### ${index}`, text: 'x'.repeat(500) }));
    const folded = shorten(many, 'comment');
    expect(folded.length).toBeLessThan(65_536);
    expect(folded).toContain('### 599');
  });
});
