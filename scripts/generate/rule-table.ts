import { model } from '../../fixtures/build/model.js';
import { catalogue } from '../../fixtures/networks/index.js';
import { analyse } from '../../src/analysis/index.js';
import type { Analysis } from '../../src/analysis/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import type { Rule } from '../../src/rules/define.js';
import { table } from '../markdown.js';
import type { Generator } from '../generator.js';

const page = 'docs/rules/README.md';

/** The rules that are neither guidelines nor budgets. */
const waste: Generator = {
  path: page,
  section: 'waste',
  async generate() {
    const { rules } = await import('../../src/rules/index.js');
    const others = rules.filter(({ guideline, budget }) => guideline === undefined && budget !== true);
    return table(
      ['rule', 'in a sentence'],
      others.map(({ id, summary }) => [`[${id}](${id}.md)`, summary]),
    );
  },
};

/** The networks of the catalogue against the rules: what each is judged by, and in bold where it fires. */
const networks: Generator = {
  path: page,
  section: 'networks',
  async generate() {
    const { rules } = await import('../../src/rules/index.js');
    const analysed = catalogue.map(({ name, build, dims }) => ({
      name,
      analysis: analyse(readModel(memorySource(model(build()))), dims === undefined ? {} : { dims }),
    }));
    const measured = rules
      .filter(({ metric }) => metric !== undefined)
      .toSorted((a, b) => (a.guideline ?? 'H').localeCompare(b.guideline ?? 'H'));
    const rows = analysed.map(({ name, analysis }) => [name, ...measured.map((rule) => cell(rule, analysis))]);
    const quiet = measured.map((rule) => analysed.filter(({ analysis }) => !fires(rule, analysis)).length);
    return table(
      ['network', ...measured.map(({ id, guideline }) => `[${guideline ?? id}](${id}.md)`)],
      [...rows, [`quiet, of ${analysed.length}`, ...quiet.map(String)]],
    );
  },
};

export default [waste, networks] satisfies readonly Generator[];

function fires(rule: Rule, analysis: Analysis): boolean {
  return [...rule.check(analysis, {})].some(({ severity = rule.severity }) => severity !== 'info');
}

function cell(rule: Rule, analysis: Analysis): string {
  const value = rule.metric?.of(analysis);
  const text =
    value === undefined ? '?' : rule.metric?.unit === 'share' ? `${(value * 100).toFixed(1)} %` : String(value);
  return fires(rule, analysis) ? `**${text}**` : text;
}
