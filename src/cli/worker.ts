// A thread of the pool: reads models as the program's own thread does.

import { workerData } from 'node:worker_threads';
import { worker } from 'workerpool';
import { setProgramCall } from '../ir/index.js';
import type { Examination } from './outcome.js';
import type { ThreadData } from './pool.js';
import type { Work } from './work.js';
import { analyseModel, seal } from './reading.js';
import type { SealedReading } from './reading.js';

const data = workerData as ThreadData;
setProgramCall(() => data.programCall);
const ready = prepare(data.work);

worker({ read });

async function read(path: string): Promise<SealedReading> {
  const { bindings, configuration, add } = await ready;
  return seal(await analyseModel(path, bindings, configuration, { add }));
}

async function prepare({ command, given }: Work): Promise<Examination> {
  switch (command) {
    case 'analyse':
      return (await import('./commands/analyse.js')).prepareAnalyse(given);
    case 'lint':
      return (await import('./commands/lint.js')).prepareLint(given);
  }
}
