import { figures } from '../../src/figures/index.js';
import type { Figure } from '../../src/figures/index.js';
import { wrapProse } from '../../src/text/index.js';
import type { Generator } from '../generator.js';
import { table } from '../markdown.js';

/** The most columns of a line. */
const LINE = 120;

/** The fields that figures have in reports, as types: their meanings become the descriptions of the JSON Schema. */
const fields: Generator = {
  path: 'src/report/figure-fields.ts',
  generate() {
    const layer = figures.flatMap((figure) =>
      figure.ofLayer === undefined && figure.quotientOf === undefined
        ? []
        : [field(figure, figure.ofLayer?.json ?? figure.json)],
    );
    const totals = figures.map((figure) => field(figure, figure.json));
    const kernels = figures.flatMap(({ json, ofKernel }) =>
      ofKernel === undefined ? [] : [`${comment(`${ofKernel.meaning}.`)}\n  readonly ${json}: C;`],
    );
    const runs = figures.flatMap(({ json, meaning, ofRun }) =>
      ofRun === undefined ? [] : [`${comment(`${sentence(meaning)}.`)}\n  readonly ${ofRun.json ?? json}: C;`],
    );
    return Promise.resolve(`
/** The figures of a layer, for one run of it; \`C\` is the type of a count. */
export interface LayerFields<C> {
${layer.join('\n')}
}

/** The figures of a model, for one inference; lower bounds where the cost of some layers is unknown. */
export interface TotalFields<C> {
${totals.join('\n')}
}

/** The figures of a measured kernel. */
export interface KernelFields<C> {
${kernels.join('\n')}
}

/** The figures of a run of a model that keeps a state. */
export interface RunFields<C> {
${runs.join('\n')}
}
`);
  },
};

function field({ meaning, unit, quotientOf, isMeasured, isPredicted, isBounded }: Figure, name: string): string {
  const type =
    quotientOf !== undefined
      ? 'number | null'
      : unit === 'milliseconds'
        ? 'number'
        : name === 'layers'
          ? 'number'
          : 'C';
  const open = quotientOf === undefined ? '' : '; null while a symbol is unbound';
  const optional = isMeasured === true || isPredicted === true || isBounded === true ? '?' : '';
  return `${comment(`${sentence(meaning)}${open}.`)}\n  readonly ${name}${optional}: ${type};`;
}

/** A comment of a field, in one line where there is room. */
function comment(text: string): string {
  const line = `  /** ${text} */`;
  return line.length <= LINE
    ? line
    : ['  /**', ...wrapProse(text, LINE - '   * '.length).map((part) => `   * ${part}`), '   */'].join('\n');
}

/** A meaning with a capital. */
function sentence(meaning: string): string {
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`;
}

/** The table of figures in the docs. */
const docs: Generator = {
  path: 'docs/cost-model.md',
  section: 'figures',
  generate: () =>
    Promise.resolve(
      table(
        ['figure', 'column, `--sort`, budget `max-…`', 'JSON', 'meaning'],
        figures.map((figure) => [
          figure.label,
          `\`${figure.name}\``,
          `\`${figure.json}\`${figure.ofLayer?.json === undefined ? '' : `, of layers \`${figure.ofLayer.json}\``}`,
          figure.meaning,
        ]),
      ),
    ),
};

export default [fields, docs] satisfies readonly Generator[];
