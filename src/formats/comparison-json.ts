import type { ChangedLayer, Comparison, LayerChange } from '../comparison/index.js';
import { countOf, documentHead, isFailed } from '../report/index.js';
import type { Count, FindingReport, ReportLayer } from '../report/index.js';

/** What `netstat compare --format json` prints. */
export interface ComparisonDocument {
  readonly schemaVersion: 1;
  readonly netstat: string;
  readonly base: {
    readonly path: string;
    /** Why there is no base to compare with. */
    readonly error?: string;
  };
  readonly head: { readonly path: string };
  /** By name: multiply-adds, params, …; a difference is head − base, its share relative to the base. */
  readonly totals: Readonly<
    Record<
      string,
      { readonly base: Count; readonly head: Count; readonly difference: Count; readonly share: number | null }
    >
  >;
  readonly layers: {
    readonly unchanged: number;
    /** Of these, those under another name. */
    readonly renamed: number;
    readonly changed: readonly {
      readonly base: ComparedLayer;
      readonly head: ComparedLayer;
      readonly changes: readonly LayerChange[];
    }[];
    readonly added: readonly ComparedLayer[];
    readonly removed: readonly ComparedLayer[];
  };
  readonly findings: {
    readonly kept: number;
    readonly added: readonly ComparedFinding[];
    readonly fixed: readonly ComparedFinding[];
  };
}

/** A layer by its place in its model's report. */
export interface ComparedLayer {
  readonly index: number;
  readonly label: string;
  readonly op: string;
}

/** A finding by what it says. */
export interface ComparedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly fingerprint: string;
}

/** A comparison as it is published. */
export function comparisonDocument({ base, head, totals, layers, findings }: Comparison): ComparisonDocument {
  const figures = totals.map(
    ({ figure, base: before, head: after, difference, share }) =>
      [
        figure.name,
        { base: countOf(before), head: countOf(after), difference: countOf(difference), share: share ?? null },
      ] as const,
  );
  return {
    schemaVersion: documentHead.schemaVersion,
    netstat: documentHead.netstat,
    base: { path: base.model.path, ...(isFailed(base) ? { error: base.error.message } : {}) },
    head: { path: head.model.path },
    totals: Object.fromEntries(figures),
    layers: {
      unchanged: layers.unchanged,
      renamed: layers.renamed,
      changed: layers.changed.map(changedLayer),
      added: layers.added.map(comparedLayer),
      removed: layers.removed.map(comparedLayer),
    },
    findings: {
      kept: findings.kept,
      added: findings.added.map(comparedFinding),
      fixed: findings.fixed.map(comparedFinding),
    },
  };
}

function changedLayer({ base, head, changes }: ChangedLayer): ComparisonDocument['layers']['changed'][number] {
  return { base: comparedLayer(base), head: comparedLayer(head), changes };
}

function comparedLayer({ index, label, op }: ReportLayer): ComparedLayer {
  return { index, label, op };
}

function comparedFinding({ rule, severity, message, fingerprint }: FindingReport): ComparedFinding {
  return { rule, severity, message, fingerprint };
}
