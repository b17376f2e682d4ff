import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a script, which has no types
import { followHints } from './run-hints.mjs';

const follow = followHints as (model: string) => string | undefined;

/** Every so many of the reference models are tried here; `node test/cli/run-hints.mjs` tries all. */
const STEP = 6;
const modelsIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.onnx'))
        .sort()
        .map((file) => `${folder}/${file}`)
    : [];
const reference = ['real', 'tried', 'llm', 'cases']
  .flatMap((set) => modelsIn(`../shared/${set}`))
  .filter((_, index) => index % STEP === 0);

describe('the options that a run prints for what is open', () => {
  it.each(modelsIn('fixtures'))('%s: work as printed', { timeout: 60_000 }, (model) => {
    expect(follow(model)).toBeUndefined();
  });

  it.skipIf(reference.length === 0)('work as printed for reference models', { timeout: 300_000 }, () => {
    expect(reference.flatMap((model) => follow(model) ?? [])).toEqual([]);
  });
});
