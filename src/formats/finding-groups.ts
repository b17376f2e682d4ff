import type { FindingReport, Report } from '../report/index.js';
import type { Severity } from '../rules/index.js';
import { bytesText, shareText, sumIfKnown } from '../text/index.js';

/** Findings of one rule and severity, in the order of the report. */
export interface FindingGroup {
  readonly rule: string;
  readonly guideline: string | null;
  readonly severity: Severity;
  readonly rows: readonly FindingRow[];
  /** The sum of the rows, where each has the figure. */
  readonly sum: { readonly bytes: string | undefined; readonly share: string | undefined };
}

/** A finding as a row: the place, the rest of its message, and what it costs. */
export interface FindingRow {
  readonly finding: FindingReport;
  /** Empty where the finding is about the whole model. */
  readonly place: string;
  readonly text: string;
  /** Bytes of memory access that mending it would save; undefined where the rule does not tell. */
  readonly bytes: string | undefined;
  /** The bytes that mending saves, as a share of the model's memory access. */
  readonly share: string | undefined;
}

/** The findings of a report by rule and severity, each group where its first finding stands. */
export function groupFindings({ findings }: Pick<Report, 'findings'>): readonly FindingGroup[] {
  const groups = new Map<string, FindingReport[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [finding]);
    else members.push(finding);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [groupOf(first, members)];
  });
}

/** How many findings a group has, and what is lost in all: `6 findings, 6.29 MiB lost, 9.3%`. */
export function lossText({ rows, sum: { bytes, share } }: FindingGroup): string {
  const lost = bytes === undefined ? [] : [`${bytes} lost`];
  return [`${rows.length} findings`, ...lost, ...(share === undefined ? [] : [share])].join(', ');
}

function groupOf({ rule, guideline, severity }: FindingReport, members: readonly FindingReport[]): FindingGroup {
  const bytes = members.map(({ data }) => numberOf(data['lostBytes']));
  const shares = members.map(({ data }) => numberOf(data['share']));
  return {
    rule,
    guideline,
    severity,
    rows: members.map((finding, index) => {
      const { message, layers } = finding;
      const end = layers.length === 0 ? -1 : message.indexOf(': ');
      return {
        finding,
        place: end < 0 ? '' : message.slice(0, end),
        text: end < 0 ? message : message.slice(end + 2),
        bytes: textOf(bytes[index], bytesText),
        share: textOf(shares[index], shareText),
      };
    }),
    sum: { bytes: textOf(sumIfKnown(bytes), bytesText), share: textOf(sumIfKnown(shares), shareText) },
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textOf(value: number | undefined, write: (value: number) => string): string | undefined {
  return value === undefined ? undefined : write(value);
}
