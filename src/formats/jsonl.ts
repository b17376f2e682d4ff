import { toSharedJson } from '../report/index.js';
import { defineFormat, textSession } from './define.js';
import { json, written } from '../text/index.js';

/** One report a line, for fleets of models: each line is an item of the `models` of the json format. */
export default defineFormat({
  name: 'jsonl',
  extension: 'jsonl',
  showsArena: true,
  summary: 'One report a line, for many models.',
  start: () => textSession((report) => written(json`${toSharedJson(report)}\n`)),
});
