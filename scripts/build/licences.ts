import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { output } from './output.js';

/** Writes dist/third-party-licences.txt: the licence of every package of which the bundles hold a part. */
export function writeLicences(bundles: readonly Metafile[]): void {
  const folders = new Set(
    bundles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap((file) => packageFolder(file) ?? []),
  );
  const notices = [...folders].toSorted().map(notice);
  writeFileSync(path.join(output, 'third-party-licences.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

/** The package that a bundled file is part of: the path up to and including its name after the last `node_modules`. */
function packageFolder(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(path.join(folder, file), 'utf8');
  return `${name} ${version}\n\n${text.trim()}\n`;
}
