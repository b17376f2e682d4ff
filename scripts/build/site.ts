import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dataBlock, documentEnd, documentStart, ruleBlock } from '../../src/formats/html/document.js';
import { version } from '../../src/report/index.js';
import { rules } from '../../src/rules/index.js';
import { writeMeasuringParts } from './measuring-parts.js';
import { bundlePage, bundleScript } from './page.js';

/**
 * Builds the drop-in page: one file, that any web server or a visit from disk can show, and beside it what it loads to
 * measure.
 * @returns whether it can measure: onnxruntime-web is installed
 */
export async function buildSite(folder: string): Promise<boolean> {
  const worker = await bundleScript('drop-in/worker.ts');
  const { text } = await bundleScript('drop-in/main.ts', { WORKER_SCRIPT: JSON.stringify(worker.text) });
  const bundle = await bundlePage(text);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/index.html`,
    [
      documentStart(bundle, { title: 'netstat', measures: true, fetches: true }),
      dataBlock('settings', { netstat: version, table: { all: false }, models: {} }),
      ...rules.map((rule) => ruleBlock(bundle, rule)),
      documentEnd(bundle),
    ].join(''),
  );
  return writeMeasuringParts(folder);
}
