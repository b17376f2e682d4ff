import { numberIn } from './number-in.js';
import { NetstatError } from '../../ir/index.js';
import { isDuration, median } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';
import type { ProfileContent } from '../define.js';
import { readSeparatedValues } from '../../files/index.js';
import { append } from '../../text/index.js';

/** Names of columns, in lower case: what a row is about, and its time with the milliseconds in one unit of it. */
const nameColumns = ['name', 'layer', 'node', 'node name', 'layer name', 'output', 'tensor'];
const timeColumns: Readonly<Record<string, number>> = {
  ms: 1,
  'median ms': 1,
  median_ms: 1,
  avg_ms: 1,
  'time (ms)': 1,
  us: 0.001,
  µs: 0.001,
  ns: 1e-6,
  s: 1000,
};

/** The name of rows that are about the whole model. */
const WHOLE = '*';

/** A table that anybody can write: a name and a time in each row. */
export interface PlainTable {
  readonly kernels: readonly KernelProfile[];
  /** Times of the whole model. */
  readonly wholeMs: readonly number[];
}

/**
 * A plain table, as CSV or JSON: rows with a `name` (or `layer`, `node`, `output`) and `ms` (or `us`, `ns`, `s`). The
 * name is a node's, a tensor's, or several of them joined by ` + `; `*` is the whole model. A name that comes several
 * times was measured several times.
 */
export default defineProfileFormat({
  name: 'plain-table',
  summary: 'CSV or JSON with the columns name (of a node or a tensor) and ms.',
  tool: 'a plain table',
  howToMake: 'anything',
  recognises: (file) => tableOf(file) !== undefined,
  read(files) {
    const file = files.find((each) => tableOf(each) !== undefined);
    const { kernels, wholeMs } = readPlainTable(tableOf(file) ?? [], file?.path ?? '');
    return {
      runtime: 'elsewhere',
      device: '',
      runs: kernels.reduce((most, { durationsMs }) => Math.max(most, durationsMs.length), 1),
      runsMs: [],
      endToEndMs: wholeMs,
      kernels,
      partial: true,
      notes: [],
    };
  },
});

/** A row by its columns, which are in lower case. */
type Row = ReadonlyMap<string, unknown>;

/** The rows of a text; undefined where it is no such table. */
export function tableOf(file: Pick<ProfileContent, 'text' | 'json'> | undefined): readonly Row[] | undefined {
  if (file === undefined) return undefined;
  const rows = file.json === undefined ? rowsOfText(file.text) : rowsOfJson(file.json);
  const [first] = rows;
  return first !== undefined &&
    columnOf(first, nameColumns) !== undefined &&
    columnOf(first, Object.keys(timeColumns)) !== undefined
    ? rows
    : undefined;
}

function rowsOfText(text: string): readonly Row[] {
  const [head = [], ...rows] = readSeparatedValues(text);
  const names = head.map((name) => name.toLowerCase());
  return rows.map((row) => new Map(names.map((name, index) => [name, row[index]])));
}

function rowsOfJson(json: unknown): readonly Row[] {
  const list: unknown = Array.isArray(json)
    ? json
    : typeof json === 'object' && json !== null && 'kernels' in json
      ? json.kernels
      : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((row: unknown) =>
    typeof row === 'object' && row !== null
      ? [new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))]
      : [],
  );
}

function columnOf(row: Row, names: readonly string[]): string | undefined {
  return names.find((name) => row.has(name));
}

/**
 * Reads the rows of a table.
 * @throws NetstatError when a time is no number
 */
export function readPlainTable(rows: readonly Row[], path: string): PlainTable {
  const times = new Map<string, number[]>();
  for (const row of rows) {
    const named = row.get(columnOf(row, nameColumns) ?? '');
    const name = typeof named === 'string' || typeof named === 'number' ? String(named).trim() : '';
    const column = columnOf(row, Object.keys(timeColumns)) ?? '';
    const time = row.get(column);
    const ms = numberIn(time) * (timeColumns[column] ?? 1);
    if (!isDuration(ms)) {
      const given = typeof time === 'string' ? time : (JSON.stringify(time) ?? 'nothing');
      throw new NetstatError(
        'bad-profile',
        `${path}: the time of ${name === '' ? 'a row without a name' : name} is no number: ${given}`,
      );
    }
    append(times, name, ms);
  }
  const wholeMs = times.get(WHOLE) ?? [];
  times.delete(WHOLE);
  return {
    kernels: [...times].map(([name, durationsMs]) => ({
      name,
      durationsMs,
      anchors: name.split(' + ').flatMap(anchorsOf),
    })),
    wholeMs,
  };
}

/** One run of a table: of names that come several times the middle counts. */
export function medianRun({ kernels, wholeMs }: PlainTable): {
  readonly wholeMs: number;
  readonly kernels: ReadonlyMap<string, { readonly ms: number; readonly anchors: readonly Anchor[] }>;
} {
  const each = new Map(kernels.map(({ name, durationsMs, anchors }) => [name, { ms: median(durationsMs), anchors }]));
  return {
    wholeMs: wholeMs.length > 0 ? median(wholeMs) : [...each.values()].reduce((sum, { ms }) => sum + ms, 0),
    kernels: each,
  };
}

function anchorsOf(name: string): readonly Anchor[] {
  return [
    { kind: 'name', name: name.trim() },
    { kind: 'output', tensor: name.trim() },
  ];
}
