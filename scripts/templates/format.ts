import { countOf } from '../../src/report/index.js';
import { defineFormat } from '../../src/formats/define.js';

/** For whom it is, and what it shows. */
export default defineFormat({
  name: 'template-name',
  extension: 'txt',
  summary: 'For whom, in a few words.',
  start: () => ({
    model: (report) => (report.kind === 'failed' ? '' : `${String(countOf(report.analysis.totals.multiplyAdds))}\n`),
    end: () => '',
  }),
});
