import { NetstatError } from '../../ir/index.js';
import { isDuration } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';
import { readSeparatedValues } from '../../files/index.js';

const HEADER = /^node type,\s*first,\s*avg_ms,/mu;

/**
 * The CSV that TensorFlow Lite's benchmark_model writes with --enable_op_profiling=true and
 * --profiling_output_csv_file. Of its tables the one in the order of execution counts. Operators are named after the
 * tensors that they give, which a converter may have renamed.
 */
export default defineProfileFormat({
  name: 'tflite',
  summary: "TensorFlow Lite's benchmark_model --enable_op_profiling=true --profiling_output_csv_file=….",
  tool: 'TensorFlow Lite',
  howToMake: '`benchmark_model --enable_op_profiling=true --profiling_output_csv_file=ops.csv`',
  recognises: ({ text }) => HEADER.test(text),
  read(files) {
    const file = files.find(({ text }) => HEADER.test(text));
    const text = file?.text ?? '';
    const start = text.search(HEADER);
    // The table ends at the banner of the next, or at an empty line.
    const [table = ''] = text.slice(start).split(/\n(?:=|\s*\n)/u);
    const [head = [], ...rows] = readSeparatedValues(table);
    const columns = head.map((name) => name.trim());
    const place = {
      type: columns.indexOf('node type'),
      time: columns.indexOf('avg_ms'),
      name: columns.indexOf('name'),
    };
    const kernels = rows.flatMap((row): KernelProfile[] => {
      const name = row.slice(place.name).join(',').trim();
      const ms = Number(row[place.time]);
      if (place.name < 0 || row.length <= place.name || name === '') return [];
      if (!isDuration(ms)) throw new NetstatError('bad-profile', `${file?.path}: the operator ${name} has no avg_ms`);
      return [{ name: `${row[place.type]?.trim() ?? ''} ${name}`, durationsMs: [ms], anchors: anchorsOf(name) }];
    });
    return {
      runtime: 'TensorFlow Lite',
      device: '',
      runs: 1,
      runsMs: [],
      kernels,
      partial: true,
      notes: ['times are means over the runs of benchmark_model; operators join by the names of their tensors alone'],
    };
  },
});

/** `[first;second]:12`: the tensors that an operator gives, those of what was fused into it behind, and its place. */
function anchorsOf(name: string): readonly Anchor[] {
  const tensors = /^\[(?<tensors>.*)\](?::\d+)?$/su.exec(name)?.groups?.['tensors'] ?? name.replace(/:\d+$/u, '');
  return tensors.split(/[;,]/u).flatMap((tensor): Anchor[] => [
    { kind: 'output', tensor: tensor.trim() },
    { kind: 'name', name: tensor.trim() },
  ]);
}
