import { multiply } from '../../src/dim/index.js';
import { countOf } from '../../src/report/index.js';
import { defineFormat, textSession } from '../../src/formats/define.js';
import { hideControls } from '../../src/text/index.js';

/** For whom it is, and what it shows. */
export default defineFormat({
  name: 'template-name',
  extension: 'txt',
  summary: 'For whom, in a few words.',
  start: () =>
    textSession((report) => {
      if (report.kind === 'failed') return '';
      const lines = report.analysis.layers.map(({ label, times, multiplyAdds }) => {
        const total = multiplyAdds === undefined ? undefined : multiply(times, multiplyAdds);
        return `${countOf(total) ?? 'unknown'}\t${hideControls(label)}\n`;
      });
      return `${hideControls(report.path)}\n${lines.join('')}`;
    }),
});
