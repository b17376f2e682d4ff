import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';

/** A run of a program that has ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the netstat of this checkout. */
export function netstat(given: readonly string[]): Run {
  const program = path.resolve(import.meta.dirname, '../../dist/cli/netstat.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...given], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status ?? 2, stdout, stderr };
}

/** The value of an environment variable; empty where it is not set. */
export function variable(name: string): string {
  return process.env[name] ?? '';
}

/** Adds Markdown to the summary of the job. */
export function addToSummary(markdown: string): void {
  const file = variable('GITHUB_STEP_SUMMARY');
  if (file !== '') appendFileSync(file, `${markdown}\n`);
}

/** Makes a message of the runner, which reads it from standard output. */
export function annotate(kind: 'error' | 'warning', message: string): void {
  const escaped = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  console.log(`::${kind} title=netstat::${escaped}`);
}

/** Lines of the input of an action. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
