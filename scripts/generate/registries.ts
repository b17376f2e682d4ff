import { identifier, listOperatorFiles, listUnits, loadUnit, operatorNames, specifier } from '../units.js';
import type { Generator } from '../generator.js';

const operators: Generator = {
  path: 'src/ops/registry.ts',
  async generate() {
    const files = await Promise.all(
      listOperatorFiles().map(async (file) => ({ file, names: await operatorNames(file) })),
    );
    const declaring = files.filter(({ names }) => names.length > 0);
    return `
${declaring.map(({ file }) => `import * as ${identifier(file)} from '${specifier(file)}';`).join('\n')}
import type { OperatorFile } from './language/operator-file.js';

/** Every file of operators. */
export const operatorFiles: readonly OperatorFile[] = [
${declaring.map(({ file, names }) => `  { names: ${literal(names)}, load: () => ${identifier(file)} },`).join('\n')}
];
`;
  },
};

const rules: Generator = {
  path: 'src/rules/registry.ts',
  generate() {
    const units = listUnits('src/rules');
    return Promise.resolve(`
${units.map(({ name, file }) => `import ${identifier(name)} from '${specifier(file)}';`).join('\n')}
import { budgets } from './budgets.js';
import type { Rule } from './define.js';

/** Every rule: those with a file of their own, then the budget of each figure. */
export const rules: readonly Rule[] = [
${units.map(({ name }) => `  ${identifier(name)},`).join('\n')}
  ...budgets,
];
`);
  },
};

/**
 * A registry of units that load when asked for; what is said of them before is copied into it: the fields of `facts`.
 */
function lazyRegistry(folder: string, type: string, facts: readonly string[]): Generator {
  const plural = `${type.toLowerCase()}s`;
  return {
    path: `${folder}/registry.ts`,
    async generate() {
      const entries = await Promise.all(
        listUnits(folder).map(async (unit) => {
          const value = (await loadUnit(folder, unit)) as Readonly<Record<string, unknown>>;
          const lines = facts.map((fact) => `    ${fact}: ${literal(value[fact])},`);
          return (
            `  {\n${lines.join('\n')}\n    load: () => import('${specifier(unit.file)}').then((module) ` +
            `=> module.default),\n  },`
          );
        }),
      );
      return `
import type { ${type}Entry } from './define.js';

/** Every ${type.toLowerCase()}: what is said of it before it is loaded, and how to load it. */
export const ${plural}: readonly ${type}Entry[] = [
${entries.join('\n')}
];
`;
    },
  };
}

/** A string, or an array of strings, as source text. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'string') {
    throw new Error(`a name, an extension, a summary is text, not ${JSON.stringify(value)}`);
  }
  return `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

export default [
  operators,
  rules,
  lazyRegistry('src/formats', 'Format', ['name', 'extension', 'summary']),
  lazyRegistry('src/runtimes', 'Runtime', ['kind', 'name', 'devices', 'summary']),
] satisfies readonly Generator[];
