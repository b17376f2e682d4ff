import { defineFormat, partsSession } from './define.js';
import { reportText } from './report-text.js';
import type { Layout } from './report-text.js';

const layout: Layout = { fields: { first: '{', between: ',', last: '}\n' }, colon: ':' };

/** One report a line, for fleets of models: each line is an item of the `models` of the json format. */
export default defineFormat({
  name: 'jsonl',
  extension: 'jsonl',
  showsArena: true,
  summary: 'One report a line, for many models.',
  start: () => partsSession((report) => reportText(report, layout)),
});
