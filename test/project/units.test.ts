import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeOnly, portable } from '../../scripts/layers.js';
import { operatorsIn } from '../../src/ops/language/operator-file.js';
import { rules } from '../../src/rules/index.js';
import { operatorFiles } from '../../src/ops/registry.js';
import { listOperatorFiles, listUnits, loadUnit, operatorNames } from '../../scripts/units.js';

/** Each unit is a file with its test, and a rule has its page. */

describe('operators', () => {
  const operators = operatorsIn(operatorFiles);

  it.each(listOperatorFiles())('src/ops/%s has its test', async (file) => {
    if ((await operatorNames(file)).length === 0) return; // what the operators of a folder share
    expect(`test/ops/${file.replace(/\.ts$/, '.test.ts')}`).toSatisfy(existsSync);
  });

  it('exist', () => expect(operators).not.toEqual([]));

  it('are declared once for each opset', () => {
    const keys = operators.map(({ domain, type, since }) => `${domain} ${type} ${since}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

for (const folder of ['rules', 'formats', 'runtimes']) {
  const units = listUnits(`src/${folder}`);

  describe(folder, () => {
    it('exist', () => expect(units).not.toEqual([]));

    it.each(units)(`src/${folder}/$file has its test`, ({ name, file }) => {
      // The budgets differ in what they bound alone: one table of cases tests them, each by its name.
      const shared = `test/${folder}/budgets/budgets.test.ts`;
      const named = existsSync(shared) && readFileSync(shared, 'utf8').includes(`'${name}'`);
      const own = `test/${folder}/${file.replace(/(?:\/index)?\.ts$/, '.test.ts')}`;
      expect(named || existsSync(own), `a test of ${name}: ${own}`).toBe(true);
    });

    it.each(units)(`src/${folder}/$file is named as its file`, async ({ name, file }) => {
      const key = folder === 'rules' ? 'id' : 'name';
      expect(await loadUnit(`src/${folder}`, { name, file })).toMatchObject({ [key]: name });
    });
  });
}

it.each(rules.filter(({ budget }) => budget !== true).map((rule) => [rule.id, rule] as const))(
  'the rule %s has a metric, for the table of networks in docs/rules/README.md',
  (_, { metric }) => expect(metric).toBeDefined(),
);

describe('pages of rules', () => {
  // Budgets follow from the figures; their pages are written like the others.
  const names = rules.map(({ id }) => id).toSorted();

  it.each(names)('docs/rules/%s.md has its headings', (name) => {
    const headings = readFileSync(`docs/rules/${name}.md`, 'utf8')
      .split('\n')
      .filter((line) => /^##? /.test(line));
    const isBudget = rules.some(({ id, budget }) => id === name && budget === true);
    // A figure without a reason to limit it has a budget all the same.
    const why = isBudget && !headings.includes('## Why') ? [] : ['## Why'];
    expect(headings).toEqual([
      `# ${name}`,
      '## What it reports',
      ...why,
      '## Examples',
      '## Options',
      '## How to fix',
      '## When to ignore',
    ]);
  });

  it('are of rules that exist', () => {
    const pages = readdirSync('docs/rules').filter((file) => file.endsWith('.md') && file !== 'README.md');
    expect(pages.filter((page) => !names.includes(page.replace(/\.md$/, '')))).toEqual([]);
  });
});

it('no scaffold of `npm run create` is left to fill in', () => {
  const left = ['src', 'docs', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|md)$/.test(file) && !file.includes('node_modules') && !file.startsWith('project'))
      .flatMap((file) =>
        readFileSync(`${folder}/${file}`, 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            line.includes('FILL IN: ') ? [`${folder}/${file}:${index + 1}: ${line.trim()}`] : [],
          ),
      ),
  );
  expect(left).toEqual([]);
});

describe('source files', () => {
  const folders = [...portable, ...nodeOnly];
  const files = readdirSync('src', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it('lie in the folders that scripts/layers.ts lists', () => {
    const strangers = readdirSync('src', { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !folders.some((folder) => folder === entry.name),
    );
    expect(strangers.map(({ name }) => name)).toEqual([]);
  });

  it('are named for one idea', () => {
    expect(files.map(({ name }) => name).filter((name) => /^(utils?|helpers?|common|misc)\b/.test(name))).toEqual([]);
  });

  it('have tests that mirror them', () => {
    const tested = readdirSync('test', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const folderNames: readonly string[] = folders;
    const known = new Set([
      ...folderNames,
      'testers',
      'browser',
      'fuzz',
      'hostile',
      'conformance',
      'differential',
      'mutation',
      'project',
      'fixtures',
      'node_modules',
    ]);
    expect(tested.filter((name) => !known.has(name))).toEqual([]);
  });
});
