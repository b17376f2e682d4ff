import { NetstatError } from '../../src/ir/index.js';
import { isDuration } from '../../src/measurement/index.js';
import type { KernelProfile } from '../../src/measurement/index.js';
import { defineProfileFormat } from '../../src/runtimes/define.js';
import { readSeparatedValues } from '../../src/files/index.js';

const HEADER = 'template-name kernel,ms';

/** FILL IN: which tool writes it, by which option, and what its names are worth to the join. */
export default defineProfileFormat({
  name: 'template-name',
  summary: 'FILL IN: the tool and the option that write it.',
  tool: 'FILL IN: the tool, as docs/measuring.md lists it',
  howToMake: 'FILL IN: the command or the setting that writes such a file, as Markdown',
  recognises: ({ text }) => text.startsWith(`${HEADER}\n`),
  read(files) {
    const file = files.find(({ text }) => text.startsWith(`${HEADER}\n`));
    const [, ...rows] = readSeparatedValues(file?.text ?? '');
    const kernels = rows.map(([name = '', time]): KernelProfile => {
      const ms = Number(time);
      if (!isDuration(ms)) throw new NetstatError('bad-profile', `${file?.path}: the kernel ${name} has no time`);
      return { name, durationsMs: [ms], anchors: [{ kind: 'name', name }] };
    });
    // FILL IN: without `partial` the kernels are all there are, and layers between them join too.
    return { runtime: 'TemplateName', device: '', runs: 1, runsMs: [], kernels, partial: true, notes: [] };
  },
});
