import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = 'scripts/templates';

/** A file that a template makes. */
export interface CreatedFile {
  readonly path: string;
  readonly text: string;
}

/** What to make of one kind of unit: its files, each template → where the unit's goes. */
interface Kind {
  /** What the name looks like, for the message when it does not. */
  readonly example: string;
  readonly pattern: RegExp;
  files(name: string): Readonly<Record<string, string>>;
}

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The kinds of unit, each made of its templates in scripts/templates/. */
export const kinds: Readonly<Record<string, Kind>> = {
  op: {
    example: 'ai.onnx/GroupNormalization',
    pattern: /^[a-z][A-Za-z0-9.]*\/[A-Z][A-Za-z0-9]*$/,
    files(name) {
      const target = `${path.dirname(name)}/${toKebab(path.basename(name))}`;
      return { 'operator.ts': `src/ops/${target}.ts`, 'operator.test.ts': `test/ops/${target}.test.ts` };
    },
  },
  rule: {
    example: 'unequal-channel-width',
    pattern: kebab,
    files: (name) => ({
      'rule.ts': `src/rules/waste/${name}.ts`,
      'rule.test.ts': `test/rules/waste/${name}.test.ts`,
      'rule.md': `docs/rules/${name}.md`,
    }),
  },
  format: {
    example: 'markdown',
    pattern: kebab,
    files: (name) => ({ 'format.ts': `src/formats/${name}.ts`, 'format.test.ts': `test/formats/${name}.test.ts` }),
  },
  runtime: {
    example: 'onnxruntime',
    pattern: kebab,
    files: (name) => ({ 'runtime.ts': `src/runtimes/${name}.ts`, 'runtime.test.ts': `test/runtimes/${name}.test.ts` }),
  },
};

/**
 * The files of a new unit: its templates with the names put in and the imports led from where it will lie.
 * @throws Error when there is no such kind, or the name is not as that kind's are
 */
export function createUnit(kindName: string, name: string): CreatedFile[] {
  const kind = kinds[kindName];
  if (kind === undefined) throw new Error(`no kind of unit is called "${kindName}": ${Object.keys(kinds).join(', ')}`);
  if (!kind.pattern.test(name)) {
    throw new Error(`the name of a new ${kindName} looks like ${kind.example}, not "${name}"`);
  }
  const files = kind.files(name);
  return Object.entries(files).map(([template, target]) => {
    const text = readFileSync(path.join(folder, template), 'utf8');
    return { path: target, text: withNames(withImports(text, target, files), name) };
  });
}

/** Leads the relative imports of a template to the same files from `target`; those of its sister templates to their targets. */
function withImports(text: string, target: string, files: Readonly<Record<string, string>>): string {
  return text.replaceAll(/(?<= from ')\.[^']+(?=')/g, (specifier) => {
    const file = path.posix.join(folder, specifier).replace(/\.js$/, '.ts');
    const real = files[path.basename(file)] ?? file;
    const relative = path.posix.relative(path.dirname(target), real).replace(/\.ts$/, '.js');
    return relative.startsWith('.') ? relative : `./${relative}`;
  });
}

function withNames(text: string, name: string): string {
  const kebabName = toKebab(path.basename(name));
  const pascal = kebabName === path.basename(name) ? toPascal(kebabName) : path.basename(name);
  return text
    .replaceAll('template.domain', path.dirname(name))
    .replaceAll('template-name', kebabName)
    .replaceAll('TemplateName', pascal)
    .replaceAll('templateName', pascal.charAt(0).toLowerCase() + pascal.slice(1));
}

/** `GroupNormalization` → `group-normalization`, `LRN` → `lrn`. */
function toKebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
}

/** `group-normalization` → `GroupNormalization`. */
function toPascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
