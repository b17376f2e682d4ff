import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf, NetstatError, programCall } from '../ir/index.js';
import { readText } from './limited-file.js';
import { isRemote } from './paths.js';
import type { Finding } from '../rules/index.js';
import { writeWholeFile } from './whole-file.js';

/** Findings that were there before, by the model's path from the file. */
export interface Baseline {
  /** Fingerprints of a model. */
  of(model: string): ReadonlySet<string>;
}

/** The record of a finding. Rules and messages are for people who read the file. */
export type KnownFinding = Pick<Finding, 'fingerprint' | 'rule' | 'message'>;

/** The content of the file. */
interface BaselineFile {
  readonly version: 1;
  readonly models: Readonly<Record<string, readonly KnownFinding[]>>;
}

/**
 * Reads a baseline.
 * @throws NetstatError when there is no such file, or it is no baseline
 */
export function readBaseline(file: string): Baseline {
  const { models } = parse(file);
  const known = new Map(
    Object.entries(models).map(([name, findings]) => [name, new Set(findings.map(({ fingerprint }) => fingerprint))]),
  );
  return { of: (model) => known.get(nameIn(file, model)) ?? new Set() };
}

/**
 * Writes these findings, by model, into a baseline. What it says of other models stays.
 * @throws NetstatError when it cannot be written, or what is there is no baseline
 */
export function updateBaseline(file: string, found: ReadonlyMap<string, readonly KnownFinding[]>): void {
  const models = new Map(Object.entries(existsSync(file) ? parse(file).models : {}));
  for (const [model, findings] of found) models.set(nameIn(file, model), findings);
  const sorted = [...models].filter(([, findings]) => findings.length > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const content: BaselineFile = { version: 1, models: Object.fromEntries(sorted) };
  writeWholeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function parse(file: string): BaselineFile {
  if (!existsSync(file)) {
    throw new NetstatError(
      'not-found',
      `${file}: there is no such baseline; write it with ${programCall()} lint --update-baseline`,
    );
  }
  try {
    const content: unknown = JSON.parse(readText(file));
    if (isBaseline(content)) return content;
  } catch (cause) {
    throw new NetstatError('bad-config', `${file}: is not JSON (${messageOf(cause)})`, { cause });
  }
  throw new NetstatError(
    'bad-config',
    `${file}: is not a baseline; write it with ${programCall()} lint --update-baseline`,
  );
}

function isBaseline(content: unknown): content is BaselineFile {
  if (
    typeof content !== 'object' ||
    content === null ||
    !('version' in content) ||
    content.version !== 1 ||
    !('models' in content)
  ) {
    return false;
  }
  const { models } = content;
  const hasFingerprint = (finding: unknown): boolean =>
    typeof finding === 'object' &&
    finding !== null &&
    'fingerprint' in finding &&
    typeof finding.fingerprint === 'string';
  return (
    typeof models === 'object' &&
    models !== null &&
    Object.values(models).every((findings) => Array.isArray(findings) && findings.every(hasFingerprint))
  );
}

/** A model's path from the baseline's folder, with slashes. */
function nameIn(file: string, model: string): string {
  if (isRemote(model)) return model;
  return path
    .relative(path.dirname(path.resolve(file)), path.resolve(model))
    .split(path.sep)
    .join('/');
}
