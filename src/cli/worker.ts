// A thread of the pool: does with models what the program's own thread does.

import { workerData } from 'node:worker_threads';
import { worker } from 'workerpool';
import { formats } from '../formats/index.js';
import type { FormatSession } from '../formats/index.js';
import { setProgramCall } from '../ir/index.js';
import { conclude } from './outcome.js';
import type { Examination, Outcome } from './outcome.js';
import type { ThreadData, Work } from './pool.js';
import { analyseModel } from './reading.js';

const data = workerData as ThreadData;
setProgramCall(() => data.programCall);
const ready = Promise.all([prepare(data.work), loadPrint(data)]);

worker({ examine });

async function examine(path: string): Promise<Outcome> {
  const [{ bindings, configuration, add, judge }, print] = await ready;
  return conclude(await analyseModel(path, bindings, configuration, { add }), judge, print);
}

async function prepare({ command, given }: Work): Promise<Examination> {
  switch (command) {
    case 'analyse':
      return (await import('./commands/analyse.js')).prepareAnalyse(given);
    case 'lint':
      return (await import('./commands/lint.js')).prepareLint(given);
  }
}

async function loadPrint({ format: name, options }: ThreadData): Promise<FormatSession['print']> {
  const format = await formats.find((entry) => entry.name === name)?.load();
  if (format === undefined) throw new Error(`there is no format ${name}`);
  const session = format.start(options);
  return (report) => session.print(report);
}
