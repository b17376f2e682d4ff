import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The most characters of a line. */
const LONGEST = 120;

/** Nothing breaks an address or a pattern, each alone on its line. */
const unbreakable = /^\s*(?:'https?:\/\/\S+',?;?|\/\S.*\/[a-z]*,?;?)$/u;

/** Whether a person writes the file: registries are generated. */
function isWritten(file: string): boolean {
  return /\.(?:c?ts|mjs|css)$/u.test(file) && !file.endsWith('registry.ts') && !file.includes('node_modules');
}

/** The lines that are too long, a message each. */
export function longLines(): readonly string[] {
  return ['src', 'test', 'scripts', 'bench', 'fixtures'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(isWritten)
      .flatMap((file) => longLinesOf(path.join(folder, file))),
  );
}

function longLinesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const { length } = [...line];
      return length <= LONGEST || unbreakable.test(line)
        ? []
        : [`${file}:${index + 1}: the line has ${length} characters, more than ${LONGEST}`];
    });
}
