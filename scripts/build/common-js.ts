import { transform, type TransformOptions } from 'esbuild';
import { loadAtOnce } from './operator-parts.js';

/**
 * A file of esbuild's split ES modules as CommonJS. Values that it shares with its siblings are bound once they have
 * run: esbuild's own CommonJS asks two getters at every use, which costs a large network a twentieth of its time. So
 * nothing may be exported that is assigned again later. `import()` of a sibling becomes `require`, which loads no ES
 * module loader; any other stays.
 * @throws Error when a sibling is imported in a way that is not known here
 */
export async function toCommonJs(text: string, options: TransformOptions): Promise<string> {
  const { imports, body } = splitImports(text);
  const bound = [...imports.map(bindImport), body]
    .join('')
    .replaceAll(new RegExp(`\\b${loadAtOnce}\\(import\\(("\\./[^"]+\\.js")\\)\\)`, 'g'), 'require($1)')
    .replaceAll(/\bimport\(("\.\/[^"]+\.js")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(
      /\bexport\{([^{}]*)\};?\s*$/,
      (_, names: string) =>
        `module.exports={${pairs(names)
          .map(([own, shared]) => `${shared}:${own}`)
          .join(',')}};`,
    );
  if (/\b(?:from|import)"\.\/[^"]+\.js"/.test(bound)) {
    throw new Error('esbuild writes the imports of its parts in another way than it did');
  }
  const { code: written } = await transform(bound, {
    ...options,
    format: 'cjs',
    define: { 'import.meta.url': 'importMetaUrl' },
  });
  const code = inAscii(written);
  return code.includes('importMetaUrl')
    ? `const importMetaUrl=require("node:url").pathToFileURL(__filename).href;${code}`
    : code;
}

/**
 * Code without any other characters. esbuild leaves some in regular expressions, and with one of them the engine takes
 * two bytes for every character of the file.
 */
function inAscii(code: string): string {
  if (/String\.raw`[^`]*[^\0-\x7F]/.test(code)) throw new Error('a raw text that is not ASCII cannot be escaped');
  return code.replaceAll(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The import statements, which esbuild writes first, and what follows them. */
function splitImports(text: string): { readonly imports: readonly string[]; readonly body: string } {
  const statement = /import(?:[^"'();]+from)?"[^"]+";/y;
  const imports: string[] = [];
  for (let match = statement.exec(text); match !== null; match = statement.exec(text)) imports.push(match[0]);
  return { imports, body: text.slice(imports.join('').length) };
}

function bindImport(statement: string): string {
  const [, names, file] = /^import(?:\{([^{}]*)\}from)?("\.\/[^"]+\.js");$/.exec(statement) ?? [];
  if (file === undefined) return statement;
  return names === undefined
    ? `require(${file});`
    : `const{${pairs(names)
        .map(([shared, own]) => `${shared}:${own}`)
        .join(',')}}=require(${file});`;
}

/** `a as b,c` as pairs. */
function pairs(names: string): readonly (readonly [string, string])[] {
  return names
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const [first = '', second = first] = name.split(' as ');
      return [first, second];
    });
}
