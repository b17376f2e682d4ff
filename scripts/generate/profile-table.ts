import { runtimes } from '../../src/runtimes/index.js';
import { table } from '../markdown.js';
import type { Generator } from '../generator.js';

/** The forms of profile that `--profile` reads; the plain table, which anybody can write, comes last. */
export default {
  path: 'docs/measuring.md',
  section: 'profiles',
  async generate() {
    const loaded = await Promise.all(runtimes.map(({ load }) => load()));
    const forms = loaded.filter((each) => each.kind === 'profile');
    const isLast = ({ name }: { readonly name: string }): number => (name === 'plain-table' ? 1 : 0);
    return table(
      ['format', 'how to make it', 'with it'],
      forms
        .toSorted((a, b) => isLast(a) - isLast(b))
        .map(({ tool, howToMake, beside = '' }) => [tool, howToMake, beside]),
    );
  },
} satisfies Generator;
