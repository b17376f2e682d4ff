import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = 'scripts/templates';

/** A file that a template makes. */
export interface CreatedFile {
  readonly path: string;
  readonly text: string;
}

/** A kind of unit: the form of its name, and its files. */
interface Kind {
  /** A name that fits, for the message when one does not. */
  readonly example: string;
  readonly pattern: RegExp;
  /** The files of a unit: each template → the path of the file made of it. */
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
    example: 'waste/cast-chain',
    // Without a folder it is a rule against waste; guidelines are those of a paper.
    pattern: /^(?:(?:guidelines|waste)\/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    files(name) {
      const target = name.includes('/') ? name : `waste/${name}`;
      return {
        'rule.ts': `src/rules/${target}.ts`,
        'rule.test.ts': `test/rules/${target}.test.ts`,
        'rule.md': `docs/rules/${path.basename(name)}.md`,
      };
    },
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
  profile: {
    example: 'openvino',
    pattern: kebab,
    files: (name) => ({
      'profile.ts': `src/runtimes/profiles/${name}.ts`,
      'profile.test.ts': `test/runtimes/profiles/${name}.test.ts`,
    }),
  },
};

/** Units that are no file of their own: where to add one, for who asks to create it. */
const entries: Readonly<Record<string, string>> = {
  figure:
    'a figure is one entry of src/figures/table.ts, with its calculation beside it ' +
    '(src/figures/figure.ts says what each field is for); columns, budgets, JSON, help and docs ' +
    'follow by `npm run generate`',
  budget: 'a budget follows from its figure: add an entry to src/figures/table.ts',
};

/**
 * The files of a new unit: its templates with the names put in and the imports led from where it will lie.
 * @throws Error when there is no such kind, or the name is not as that kind's are
 */
export function createUnit(kindName: string, name: string): CreatedFile[] {
  const kind = kinds[kindName];
  if (kind === undefined && entries[kindName] !== undefined) throw new Error(entries[kindName]);
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

/**
 * Leads the relative imports of a template to the same files from `target`; those of its sister templates to their
 * targets.
 */
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
    .replaceAll('template:spec', specificationOf(path.dirname(name), path.basename(name)))
    .replaceAll('template-name', kebabName)
    .replaceAll('TemplateName', pascal)
    .replaceAll('templateName', pascal.charAt(0).toLowerCase() + pascal.slice(1));
}

/** The address of an operator's specification, where those of its domain have a common form. */
function specificationOf(domain: string, type: string): string {
  if (domain === 'ai.onnx') return `https://onnx.ai/onnx/operators/onnx__${type}.html`;
  if (domain === 'ai.onnx.ml') return `https://onnx.ai/onnx/operators/onnx_aionnxml_${type}.html`;
  if (domain === 'com.microsoft') {
    return `https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#${domain}.${type}`;
  }
  return 'FILL IN: the address of the page that specifies the operator';
}

/** `GroupNormalization` → `group-normalization`, `LRN` → `lrn`. */
function toKebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
}

/** `group-normalization` → `GroupNormalization`. */
function toPascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
