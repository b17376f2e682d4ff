import { figures } from '../../src/figures/index.js';
import type { Figure } from '../../src/figures/index.js';
import { isOfLayers, isPartial } from '../../src/figures/index.js';
import { budgetId, budgetOf } from '../../src/rules/budget.js';
import { examples } from '../../src/text/index.js';
import type { Generator } from '../generator.js';
import { paragraph, table } from '../markdown.js';

const units: Readonly<Record<Figure['unit'], string>> = {
  count: '`k`, `M`, `G` or `B`, and `T` are powers of a thousand.',
  bytes: '`kB`, `MB`, `GB` are powers of 1,000, `KiB`, `MiB`, `GiB` of 1,024.',
  milliseconds: '`µs`, `ms` and `s`; a bare number is milliseconds.',
  ratio: 'none.',
};

/** The page of each budget, from the entry of its figure. */
export default figures
  .filter(({ quotientOf }) => quotientOf === undefined)
  .map((figure): Generator => ({
    path: `docs/rules/${budgetId(figure)}.md`,
    generate: () => Promise.resolve(page(figure)),
  }));

function page(figure: Figure): string {
  const id = budgetId(figure);
  const limit = examples[figure.unit];
  const sections = [
    `# ${id}`,
    'A budget. Without a limit it reports nothing; when the model exceeds the limit, every command ends with exit ' +
      'code 1.',
    '## What it reports',
    paragraph([`${capital(figure.label)} above \`limit\`: ${figure.meaning}.`, ...whereJudged(figure)].join(' ')),
    ...(figure.kind === 'time' ? [] : [paragraph(unknowns(figure))]),
    ...(figure.reason === undefined ? [] : ['## Why', paragraph(figure.reason)]),
    '## Examples',
    'On the command line:',
    `\`\`\`sh\nnetstat lint model.onnx --rule '${id}=${limit}'\n\`\`\``,
    'In the configuration:',
    `\`\`\`ts\nexport default {\n  rules: {\n    '${id}': { limit: '${limit}' },\n  },\n};\n\`\`\``,
    ...(isOfLayers(figure) ? layers(id, limit) : []),
    `Units: ${units[figure.unit]}`,
    '## Options',
    options(figure),
    '## How to fix',
    isOfLayers(figure)
      ? `\`netstat model.onnx --sort ${figure.name}\` shows which layers have most of it; the other rules show ` +
        'what can be saved.'
      : 'The other rules show what can be saved.',
    '## When to ignore',
    'Never. Raise the limit instead, so that the configuration says what the model keeps to.',
  ];
  return sections.join('\n\n');
}

/** Where a figure is judged that a model alone does not have. */
function whereJudged({ isMeasured, isPredicted, isBounded }: Figure): readonly string[] {
  if (isMeasured === true) {
    return [
      'It is judged where the model is measured (`netstat measure`). Elsewhere the prediction is judged, where a ' +
        'platform is given (`--platform`); without one a warning says that nothing was judged.',
    ];
  }
  return isPredicted === true || isBounded === true
    ? ['It is judged where a platform is given (`--platform`); elsewhere a warning says that it was not judged.']
    : [];
}

function unknowns(figure: Figure): string {
  const open =
    'A figure that depends on an open dimension is judged once the dimension is bound (`--dim N=1`). Until then the ' +
    'finding names what to bind. Where the figure is over the limit, or within it, at every size, it is judged at ' +
    'once.';
  return isPartial(figure)
    ? `${open} A figure that is unknown, or only a lower bound because the cost of some layers is unknown, counts as ` +
        'over the limit: the finding names those layers.'
    : open;
}

function layers(id: string, limit: string): readonly string[] {
  return [
    'Layers and modules by name, each for itself:',
    `\`\`\`ts\nexport default {\n  rules: {\n    '${id}': { limit: '${limit}', layers: { ` +
      `'features/*': '${limit}' } },\n  },\n};\n\`\`\``,
    paragraph(
      '`*` is any text up to the next slash, `**` any text; a pattern without a slash is matched with the last part ' +
        'of the name.',
    ),
  ];
}

function options(figure: Figure): string {
  const rows = Object.entries(budgetOf(figure).options).map(([name, option]) => [
    `\`${name}\``,
    `\`${JSON.stringify(option.default)}\``,
    option.description,
  ]);
  return table(['option', 'default', 'what it means'], rows);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
