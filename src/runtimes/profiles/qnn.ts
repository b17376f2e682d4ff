import { NetstatError } from '../../ir/index.js';
import { isDuration, median } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';
import { readSeparatedValues } from '../../files/index.js';

const HEADER = /^Msg Timestamp,Message,Time,Unit of Measurement,/u;

/** The content of a row. */
interface Row {
  readonly message: string;
  readonly time: number;
  readonly unit: string;
  readonly level: string;
  readonly identifier: string;
  /** The nodes that are in it, where newer versions list them. */
  readonly sources: readonly string[];
}

/** Microseconds in each unit of time that the file may use. */
const inMicroseconds: Readonly<Record<string, number>> = { US: 1, MICROSEC: 1, NS: 0.001, MS: 1000 };

/**
 * The profile that onnxruntime's QNN execution provider writes with profiling_level=detailed and profiling_file_path.
 * Nodes are timed in cycles of the accelerator; the rows of each whole run say how many of these a microsecond has.
 */
export default defineProfileFormat({
  name: 'qnn',
  summary: "The CSV of onnxruntime's QNN execution provider (profiling_level=detailed, profiling_file_path).",
  tool: 'QNN, by onnxruntime',
  howToMake: '`profiling_level=detailed`, `profiling_file_path=qnn.csv`',
  recognises: ({ text }) => HEADER.test(text),
  read(files) {
    const file = files.find(({ text }) => HEADER.test(text));
    const rows = rowsOf(file?.text ?? '');
    const roots = rows.filter(({ level }) => level === 'ROOT');
    const wholeUs = roots.flatMap((row) => (isExecution(row) ? microseconds(row) : []));
    const wholeCycles = roots.filter((row) => isExecution(row) && row.unit === 'CYCLES').map(({ time }) => time);
    const usPerCycle = wholeUs.length > 0 && wholeCycles.length > 0 ? median(wholeUs) / median(wholeCycles) : undefined;
    const times = new Map<string, { readonly durationsMs: number[]; readonly anchors: readonly Anchor[] }>();
    for (const row of rows) {
      const { message, level, identifier, time, unit, sources } = row;
      if (message !== 'NODE' || level !== 'SUB-EVENT') continue;
      const name = identifier.replace(/:OpId_\d+\b.*$/u, '').replace(/ \((?:cycles|us)\)$/u, '');
      const us = unit === 'CYCLES' ? (usPerCycle === undefined ? undefined : time * usPerCycle) : microseconds(row)[0];
      if (us === undefined || !isDuration(us)) {
        throw new NetstatError(
          'bad-profile',
          `${file?.path}: the time of ${name} is in ${unit}, and no row of the whole run says how ` +
            `long ${unit === 'CYCLES' ? 'a cycle' : 'that'} is`,
        );
      }
      const known = times.get(name) ?? { durationsMs: [], anchors: anchorsOf(name, sources) };
      times.set(name, known);
      known.durationsMs.push(us / 1000);
    }
    const runs = Math.max(1, wholeUs.length);
    return {
      runtime: 'QNN',
      device: 'npu',
      runs,
      runsMs: wholeUs.map((us) => us / 1000),
      kernels: [...times].map(([name, { durationsMs, anchors }]): KernelProfile => ({ name, durationsMs, anchors })),
      partial: true,
      notes: ['times are those of the accelerator, where nodes may overlap'],
    };
  },
});

function isExecution({ identifier }: Row): boolean {
  return identifier.startsWith('Accelerator (execute) time');
}

function microseconds({ unit, time }: Row): readonly number[] {
  const scale = inMicroseconds[unit];
  return scale === undefined ? [] : [time * scale];
}

function rowsOf(text: string): readonly Row[] {
  const [head = [], ...rows] = readSeparatedValues(text);
  const place = (name: string): number => head.indexOf(name);
  const cell = (row: readonly string[], name: string): string => row[place(name)] ?? '';
  return rows.map((row) => ({
    message: cell(row, 'Message'),
    time: Number(cell(row, 'Time')),
    unit: cell(row, 'Unit of Measurement').toUpperCase(),
    level: cell(row, 'Event Level'),
    identifier: cell(row, 'Event Identifier'),
    sources: cell(row, 'ONNX Source Ops')
      .split(/[;|]/u)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  }));
}

/** The nodes that are listed; else the one that the identifier names. */
function anchorsOf(name: string, sources: readonly string[]): readonly Anchor[] {
  const names = sources.length > 0 ? sources : [name];
  return names.flatMap((each): Anchor[] => [
    { kind: 'name', name: each },
    { kind: 'output', tensor: each },
  ]);
}
