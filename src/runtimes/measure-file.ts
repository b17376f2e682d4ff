import type { AnalysisOptions } from '../analysis/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import type { Runtime, Subject } from '../measurement/index.js';
import { measurePrepared } from './measure-model.js';
import type { RunSettings } from './measure-model.js';
import type { Measured } from './settle-trips.js';
import { prepareModel } from './prepare-model.js';
import { runtimes } from './registry.js';

/** How far a runtime may rewrite the graph, least first. */
export const levels = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;

/** The runtimes that run models. */
export const runnable = runtimes.filter(({ kind }) => kind === 'runtime');

/**
 * The runtime of that name; `option` is the one that names it.
 * @throws NetstatError when there is no such runtime
 */
export async function loadRuntime(name: string, option: string): Promise<Runtime> {
  const runtime = await runnable.find((each) => each.name === name)?.load();
  if (runtime?.kind === 'runtime') return runtime;
  const names = runnable.map((each) => each.name);
  throw new NetstatError('bad-option', `${option} ${name}: there is no such runtime; ${suggest(name, names)}`);
}

/**
 * Checks that a level is one of `levels`; `option` is the option that names it.
 * @throws NetstatError for any other level
 */
export function checkLevel(level: string, option: string): void {
  if (levels.some((each) => each === level)) return;
  throw new NetstatError('bad-option', `${option} ${level}: there is no such level; ${suggest(level, levels)}`);
}

/** How one model is run. */
export interface FileSettings extends Pick<RunSettings, 'pace' | 'seed'> {
  /** A runtime's name. */
  readonly runtime: string;
  readonly options: Subject['options'];
}

/**
 * Runs the model of a file, with inputs that are made up by their types.
 * @throws NetstatError when a size is open, or the runtime cannot run it
 */
export async function measureFile(
  path: string,
  model: Model,
  bindings: AnalysisOptions,
  { runtime, options, pace, seed }: FileSettings,
): Promise<Measured> {
  checkLevel(options.level, 'level');
  const loaded = await loadRuntime(runtime, 'runtime');
  const prepared = prepareModel({ kind: 'file', path }, model, bindings, {
    runtime: loaded,
    inputs: new Map(),
    seed,
    options,
  });
  const [measured] = await measurePrepared([prepared], pace);
  if (measured === undefined) throw new Error('one model has one measurement');
  return measured;
}
