import { existsSync } from 'node:fs';
import path from 'node:path';
import { WEIGHTS_FILE, writeChanged } from '../changes/index.js';
import type { Edits } from '../changes/index.js';
import { makeFolder, openFile, readLimited, writeWholeFile, writeZeros } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import type { Terminal } from './terminal.js';

/** A model of a run, and the changes of it that are kept. */
interface Kept {
  readonly file: string;
  readonly model: Model;
  readonly changes: readonly (readonly [name: string, edits: Edits])[];
}

/** A folder that a run writes changed models into, with one file of zeros that all their weights are read from. */
export interface KeptModels {
  /**
   * Writes the changes of a model. Of two models of one name the second gets a number.
   * @throws NetstatError when a file cannot be read or written, or a file that is not netstat's would be written over
   */
  keep(kept: Kept, terminal: Terminal): Promise<void>;
}

/** A folder for the changed models of a run that reads the files `reads`. */
export function keptModels(folder: string, reads: readonly string[]): KeptModels {
  const taken = new Set<string>();
  return {
    async keep({ file, model, changes }, terminal) {
      makeFolder(folder);
      const stem = unusedStem(path.basename(file).replace(/\.onnx$/iu, ''), taken);
      const source = openFile(file);
      let most = 0;
      try {
        for (const [name, edits] of changes) {
          const { bytes, dataBytes } = await writeChanged(source, model, edits);
          most = Math.max(most, dataBytes);
          const place = path.join(folder, `${stem}-${name.replaceAll(/[/\\]/gu, '_')}.onnx`);
          refuseForeign(place, bytes);
          writeWholeFile(place, bytes, reads);
        }
      } finally {
        source.close();
      }
      writeZeros(path.join(folder, WEIGHTS_FILE), most);
      terminal.note(`${changes.length} models are in ${folder}; their weights are zeros, in ${WEIGHTS_FILE}`);
    },
  };
}

function unusedStem(stem: string, taken: Set<string>): string {
  let unused = stem;
  for (let number = 2; taken.has(unused.toLowerCase()); number++) unused = `${stem}-${number}`;
  taken.add(unused.toLowerCase());
  return unused;
}

/** @throws NetstatError when another file than an earlier run left is there */
function refuseForeign(place: string, bytes: Uint8Array): void {
  if (!existsSync(place)) return;
  const before = readOrUndefined(place);
  // A model whose weights are in netstat's file of zeros was written by netstat.
  if (before !== undefined && (before.includes(WEIGHTS_FILE) || before.equals(bytes))) return;
  throw new NetstatError(
    'cannot-write',
    `${place}: this is there already, and no model of netstat's; name another folder`,
  );
}

function readOrUndefined(place: string): Buffer | undefined {
  try {
    const { buffer, byteOffset, byteLength } = readLimited(place);
    return Buffer.from(buffer, byteOffset, byteLength);
  } catch {
    return undefined;
  }
}
