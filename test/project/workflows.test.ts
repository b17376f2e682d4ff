import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}

const workflow = (name: string): Workflow => parse(readFileSync(`.github/workflows/${name}`, 'utf8')) as Workflow;
const { scripts, version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
};

/** What a job runs, in order. */
const runsOf = (steps: readonly Step[]): readonly string[] => steps.flatMap(({ run }) => run ?? []);

describe.each(readdirSync('.github/workflows'))('the workflow %s', (name) => {
  const { permissions, jobs } = workflow(name);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('runs scripts that there are, may write nothing unless it says what, and puts no expression into a shell', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const run of runsOf(steps)) {
      for (const [, script = ''] of run.matchAll(/npm run ([\w:-]+)/gu)) expect(scripts).toHaveProperty([script]);
      expect(run).not.toContain('${{');
    }
  });
});

describe('a release', () => {
  const { jobs } = workflow('release.yml');
  const steps = jobs['npm']?.steps ?? [];

  /** Runs a step as the runner does, in a folder with the package's description alone. */
  function run(
    name: string,
    env: Readonly<Record<string, string>>,
  ): { readonly status: number | null; readonly description: object } {
    const folder = mkdtempSync(path.join(tmpdir(), 'netstat-release-'));
    copyFileSync('package.json', path.join(folder, 'package.json'));
    const step = steps.find((each) => each.name === name);
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'false'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    });
    const description = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as object;
    rmSync(folder, { recursive: true });
    return { status, description };
  }

  it('is of the version that the tag names', () => {
    expect(run('the tag is the version', { TAG: `v${version}` }).status).toBe(0);
    expect(run('the tag is the version', { TAG: 'v99.0.0' }).status).toBe(1);
  });

  it('is signed, names the repository that it is built in, and has passed the tests', () => {
    const { description } = run('name the repository', { REPOSITORY: 'https://github.com/owner/netstat' });
    expect(description).toMatchObject({ repository: { type: 'git', url: 'git+https://github.com/owner/netstat.git' } });
    expect(jobs['npm']?.permissions).toMatchObject({ 'id-token': 'write' });
    const runs = runsOf(steps);
    expect(runs.at(-1)).toBe('npm publish --provenance --access public');
    expect(runs.indexOf('npm test')).toBeGreaterThan(0);
  });

  it('has a page with what it needs to measure', () => {
    const runs = runsOf(jobs['page']?.steps ?? []);
    expect(runs.indexOf('npm run test:setup')).toBeGreaterThan(-1);
    expect(runs.indexOf('npm run site')).toBeGreaterThan(runs.indexOf('npm run test:setup'));
  });
});
