import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const LONGEST = 120;

/** Nothing breaks an address or a pattern, each alone on its line. */
const unbreakable = /^\s*(?:'https?:\/\/\S+',?;?|\/\S.*\/[a-z]*,?;?)$/u;

/** The files that a person writes: registries are generated. */
const written = (file: string): boolean =>
  /\.(?:c?ts|mjs|css)$/u.test(file) && !file.endsWith('registry.ts') && !file.includes('node_modules');

describe('lines have at most 120 characters', () => {
  it.each(['src', 'test', 'scripts', 'bench', 'fixtures'])('in %s/', (folder) => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(written);
    expect(files).not.toEqual([]);
    const long = files.flatMap((file) =>
      readFileSync(path.join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          [...line].length > LONGEST && !unbreakable.test(line) ? [`${folder}/${file}:${index + 1}`] : [],
        ),
    );
    expect(long).toEqual([]);
  });
});
