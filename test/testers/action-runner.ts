import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** The action of this repository. */
export function readAction(): Action {
  return parse(readFileSync('action.yml', 'utf8')) as Action;
}

/** A comment that the stand-in for `gh` was told to make. */
export interface PostedComment {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The result of a run of the action's steps. */
export interface ActionRun {
  /** Exit codes by the names of the steps that ran. */
  readonly codes: Readonly<Record<string, number | null>>;
  readonly failed: boolean;
  readonly log: string;
  readonly summary: string;
  readonly comments: readonly PostedComment[];
}

/** How a job runs the action. */
export interface Job {
  readonly workspace: string;
  /** A folder of its own, for files of the runner. */
  readonly scratch: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly event: string;
  readonly base: string;
  readonly sha: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the runner has put the action's repository; left out, this one. */
  readonly action?: string;
  /** The stand-in for `gh` refuses everything with this status of HTTP. */
  readonly refused?: number;
  /** The comment that an earlier run has made. */
  readonly existing?: number;
}

/** A stand-in for `gh api`: it gives the existing comment, and writes down the ones it is told to make. */
const standIn = `#!/usr/bin/env node
const fs = require('node:fs');
const given = process.argv.slice(2);
if (process.env.GH_TOKEN !== 'a token') throw new Error('there is no token');
if (process.env.GH_REFUSED) {
  console.error('gh: Resource not accessible by integration (HTTP ' + process.env.GH_REFUSED + ')');
  process.exit(1);
}
const method = given.includes('--method') ? given[given.indexOf('--method') + 1] : 'GET';
if (method === 'GET') console.log(process.env.GH_EXISTING ?? '');
else {
  const [, file] = given.find((text) => text.startsWith('body=@')).split('@');
  const [path] = given.filter((text) => text.startsWith('repos/'));
  fs.appendFileSync(process.env.GH_LOG, JSON.stringify({ method, path, body: fs.readFileSync(file, 'utf8') }) + '\\n');
}
`;

/** Runs the steps of the action as GitHub's runner does. */
export function runAction(job: Job): ActionRun {
  const { workspace, scratch } = job;
  const bin = path.join(scratch, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'gh'), standIn);
  chmodSync(path.join(bin, 'gh'), 0o755);
  const file = (name: string): string => {
    const at = path.join(scratch, name);
    if (!existsSync(at)) appendFileSync(at, '');
    return at;
  };
  const codes: Record<string, number | null> = {};
  const outputs: Record<string, string> = {};
  const logs: string[] = [];
  let failed = false;
  const { inputs, runs } = readAction();
  const given = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default ?? '']));
  const evaluate = expressionsOf({
    inputs: { ...given, ...job.inputs },
    github: {
      event_name: job.event,
      token: 'a token',
      event: { pull_request: { number: 7, base: { sha: job.base } } },
    },
    steps: { compare: { outputs } },
  });
  for (const step of runs.steps) {
    if (step.if === undefined ? failed : evaluate(step.if) !== 'true') continue;
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, evaluate(text)]));
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: scratch,
        ...job.env,
        GITHUB_ACTION_PATH: job.action ?? process.cwd(),
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: 'owner/models',
        GITHUB_SHA: job.sha,
        GITHUB_OUTPUT: file(`output-${step.name}`),
        GITHUB_STEP_SUMMARY: file('summary.md'),
        RUNNER_TEMP: scratch,
        GH_LOG: file('comments.jsonl'),
        ...(job.refused === undefined ? {} : { GH_REFUSED: String(job.refused) }),
        ...(job.existing === undefined ? {} : { GH_EXISTING: String(job.existing) }),
        ...env,
      },
    });
    codes[step.name] = status;
    failed ||= status !== 0;
    logs.push(stdout, stderr);
    for (const line of readFileSync(file(`output-${step.name}`), 'utf8').split('\n')) {
      const at = line.indexOf('=');
      if (at > 0) outputs[line.slice(0, at)] = line.slice(at + 1);
    }
  }
  const posted = readFileSync(file('comments.jsonl'), 'utf8').split('\n').filter(Boolean);
  return {
    codes,
    failed,
    log: logs.join('\n'),
    summary: readFileSync(file('summary.md'), 'utf8'),
    comments: posted.map((line) => JSON.parse(line) as PostedComment),
  };
}

/**
 * Replaces the expressions of GitHub in a text, those of them that the action has: contexts, `==`, `&&` and
 * `!cancelled()`.
 */
function expressionsOf(contexts: object): (text: string) => string {
  const valueOf = (term: string): unknown => {
    if (term === '!cancelled()') return true;
    const [, text] = /^'(.*)'$/u.exec(term) ?? [];
    if (text !== undefined) return text;
    if (!/^[\w.-]+$/u.test(term)) throw new Error(`${term} is no expression that this runner knows`);
    return term
      .split('.')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], contexts);
  };
  const isTrue = (condition: string): boolean => {
    const [left = '', right] = condition.split('==').map((side) => side.trim());
    return right === undefined ? Boolean(valueOf(left)) : valueOf(left) === valueOf(right);
  };
  const resultOf = (expression: string): string => {
    const terms = expression.split('&&').map((term) => term.trim());
    const [only = ''] = terms;
    const value = terms.length === 1 && !only.includes('==') ? valueOf(only) : terms.every(isTrue);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
  };
  const replace = (text: string): string =>
    text.replaceAll(/\$\{\{(.*?)\}\}/gu, (_, expression: string) => resultOf(expression.trim()));
  // The default of an input may be an expression.
  return (text) => replace(replace(text));
}
