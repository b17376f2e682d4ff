import { figureNamed } from '../../src/figures/index.js';
import { countOf, isFailed, layerOf } from '../../src/report/index.js';
import { defineFormat, textSession } from '../../src/formats/define.js';
import { nothing, terminalText } from '../../src/text/index.js';

/** FILL IN: for whom it is, and what it shows. */
export default defineFormat({
  name: 'template-name',
  extension: 'txt',
  summary: 'FILL IN: for whom, in a few words.',
  start: () =>
    textSession((report) => {
      if (isFailed(report)) return nothing;
      const lines = report.layers.map((layer) => {
        const total = layerOf(layer, figureNamed('multiply-adds'));
        return `${countOf(total) ?? 'unknown'}  ${layer.label}`;
      });
      return terminalText([report.model.path, ...lines]);
    }),
});
