import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction } from '../testers/action-runner.js';

/** What npm says where it has no network. */
const offline = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED/u;

let folder: string;
let action: string;
let base: string;
let head: string;

function run(directory: string, program: string, ...given: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, given, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${given.join(' ')}: ${stderr}`);
  return stdout.trim();
}

const git = (directory: string, ...given: readonly string[]): string =>
  run(directory, 'git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...given);

/** The settings by which npm finds its packages, which are of the user and not of the job's home. */
function npmSettings(): Readonly<Record<string, string>> {
  const setting = (name: string): string => run('.', 'npm', 'config', 'get', name);
  const own = Object.entries(process.env).filter(([name]) => /^(?:https?_proxy|no_proxy)$/iu.test(name));
  const certificates = process.env['INSTALLING_CA_CERTS'];
  return {
    npm_config_cache: setting('cache'),
    npm_config_userconfig: setting('userconfig'),
    npm_config_registry: setting('registry'),
    npm_config_prefer_offline: 'true',
    ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    ...Object.fromEntries(own.map(([name, value]) => [name, value ?? ''])),
  };
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netstat-clone-'));
  action = path.join(folder, '_actions/owner/netstat/v0');
  mkdirSync(path.dirname(action), { recursive: true });
  // The runner takes what is committed, and nothing that was installed or built.
  git('.', 'clone', '--quiet', '--no-local', '--depth=1', `file://${process.cwd()}`, action);
  const origin = path.join(folder, 'origin');
  mkdirSync(origin);
  git(origin, 'init', '--quiet', '--initial-branch=main');
  const commit = (model: string): string => {
    cpSync(`fixtures/${model}.onnx`, path.join(origin, 'net.onnx'));
    git(origin, 'add', '--all');
    git(origin, 'commit', '--quiet', '--message', model);
    return git(origin, 'rev-parse', 'HEAD');
  };
  base = commit('shufflenet-v2');
  head = commit('mobilenet-v2');
  git(folder, 'clone', '--quiet', '--depth=1', `file://${origin}`, 'work');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe('the action, from a clone of its repository', () => {
  it('installs and builds itself, then lints, compares and comments', { timeout: 900_000 }, (context) => {
    expect(existsSync(path.join(action, 'node_modules'))).toBe(false);
    const { codes, failed, log, comments, summary } = runAction({
      action,
      workspace: path.join(folder, 'work'),
      scratch: folder,
      inputs: { models: 'net.onnx', 'max-increase': 'multiply-adds=200%' },
      event: 'pull_request',
      base,
      sha: head,
      env: npmSettings(),
    });
    if (codes['build'] !== 0 && offline.test(log)) context.skip('the packages cannot be had: there is no network');
    expect(codes, log).toEqual({ build: 0, lint: 0, compare: 0, comment: 0 });
    expect(failed).toBe(false);
    // 146 to 301 million multiply-adds: MobileNet V2 against ShuffleNet V2.
    expect(comments[0]?.body).toMatch(/### net\.onnx\n[^]*multiply-adds \| 145\.8M \| 300\.8M /u);
    expect(summary).toContain('## netstat lint');
    expect(summary).toContain('## netstat compare');
  });
});
