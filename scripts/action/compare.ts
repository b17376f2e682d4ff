// The step `compare`: compares each model that a pull request changes with its base, and writes the comment for the
// next step, which alone has a token.

import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changesSince, findBase, hasFile, topLevel, writeFileOf } from './git.js';
import { findModels, readPatterns, wasModel } from './models.js';
import { addToSummary, annotate, linesOf, netstat, variable } from './program.js';
import { code, codeBlock, shorten } from './sections.js';
import type { Section } from './sections.js';
import { messageOf } from '../../src/ir/index.js';

const folder = mkdtempSync(path.join(variable('RUNNER_TEMP') || tmpdir(), 'netstat-'));
const comment = path.join(folder, 'comment.md');
appendFileSync(variable('GITHUB_OUTPUT') || path.join(folder, 'output'), `comment=${comment}\n`);

const title = '## netstat compare';
let worst = 0;
let sections: readonly Section[];
try {
  sections = await compareAll();
} catch (error) {
  worst = 2;
  sections = [failure(messageOf(error))];
}
const unchanged = 'No model differs from the base.\n';
addToSummary(`${title}\n\n${sections.length === 0 ? unchanged : shorten(sections, 'summary')}`);
// A file without content: there is nothing to say unless an earlier comment says something else.
writeFileSync(comment, sections.length === 0 ? '' : shorten(sections, 'comment'));
process.exitCode = worst;

async function compareAll(): Promise<readonly Section[]> {
  const limits = linesOf(variable('MAX_INCREASE'))
    .flatMap((line) => line.split(/\s+/u))
    .flatMap((limit) => ['--max-increase', limit]);
  const top = topLevel();
  const inTree = (file: string): string => path.relative(top, path.resolve(file)).split(path.sep).join('/');
  const patterns = readPatterns(variable('MODELS'));
  const base = findBase();
  const changes = changesSince(base);
  const compared: Section[] = [];
  for (const [index, model] of (await findModels(patterns)).entries()) {
    const name = inTree(model);
    const change = changes.get(name);
    const before = change?.kind === 'renamed' ? change.from : name;
    const hasBase = hasFile(base, before);
    if (hasBase && change === undefined) continue;
    const copy = path.join(folder, String(index), 'base.onnx');
    mkdirSync(path.dirname(copy));
    compared.push(compareOne({ model, name, before, base, hasBase, copy, limits }));
  }
  const gone = [...changes].filter(([name, { kind }]) => kind === 'deleted' && wasModel(name, patterns.map(inTree)));
  return [...compared, ...gone.map(([name]) => ({ heading: `### ${code(name)}`, text: 'The model is deleted.\n' }))];
}

function compareOne(given: {
  readonly model: string;
  readonly name: string;
  readonly before: string;
  readonly base: string;
  readonly hasBase: boolean;
  readonly copy: string;
  readonly limits: readonly string[];
}): Section {
  const { model, name, before, base, hasBase, copy, limits } = given;
  if (hasBase) {
    try {
      writeFileOf(base, before, copy);
    } catch (error) {
      worst = Math.max(worst, 2);
      return failure(`the base of ${name} cannot be had: ${messageOf(error)}`);
    }
  }
  const shown = ['--format', 'markdown', '--base-name', hasBase ? before : name];
  const run = netstat(['compare', ...shown, ...limits, '--', copy, model]);
  worst = Math.max(worst, run.code);
  process.stderr.write(run.stderr);
  if (run.code === 0) return { heading: headingOf(run.stdout, name), text: textOf(run.stdout) };
  annotate('error', `${name}: ${run.stderr.trim()}`);
  return {
    heading: headingOf(run.stdout, name),
    text: `**Failed**\n\n${codeBlock(run.stderr)}\n${textOf(run.stdout)}`,
  };
}

/** The first line that netstat wrote, which has its own rules for names. */
function headingOf(markdown: string, name: string): string {
  const [first = ''] = markdown.split('\n');
  return first.startsWith('### ') ? first : `### ${code(name)}`;
}

function textOf(markdown: string): string {
  return markdown.replace(/^### [^\n]*\n+/u, '');
}

function failure(reason: string): Section {
  annotate('error', reason);
  return { heading: '### The comparison failed', text: codeBlock(reason) };
}
