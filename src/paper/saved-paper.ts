import * as v from 'valibot';
import type { GuidelineVerdict } from './verdict.js';

/** A run of the experiments, as `netstat paper --format json` wrote it: the part that the linter goes by. */
export interface SavedPaper {
  readonly platform: {
    readonly runtime: string;
    readonly version: string;
    readonly device: string;
    readonly threads: number | null;
    readonly machine: Readonly<Record<string, string | number>>;
  };
  readonly verdicts: readonly GuidelineVerdict[];
}

const range = v.pipe(v.tuple([v.number(), v.number()]), v.readonly());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A verdict in a file. */
export const verdictSchema = v.object({
  guideline: v.picklist(['G1', 'G2', 'G3', 'G4']),
  columns: count,
  holding: count,
  here: range,
  paper: range,
  holds: v.picklist(['yes', 'partly', 'no']),
});

const verdictsSchema = v.object({ verdicts: v.array(verdictSchema) });

const paperSchema = v.object({
  ...verdictsSchema.entries,
  platform: v.object({
    runtime: v.string(),
    version: v.string(),
    device: v.string(),
    threads: v.optional(v.nullable(v.number()), null),
    machine: v.record(v.string(), v.union([v.string(), v.number()])),
  }),
});

/** The run that a text of such a file holds; undefined where it is no such file. */
export function parsePaper(text: string): SavedPaper | undefined {
  return parse(paperSchema, text);
}

/** The verdicts that a file with others of its data holds; none where it has none. */
export function parseVerdicts(text: string): readonly GuidelineVerdict[] {
  return parse(verdictsSchema, text)?.verdicts ?? [];
}

function parse<const S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}
