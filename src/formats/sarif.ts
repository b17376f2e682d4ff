import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { version, isFailed } from '../report/index.js';
import type { FailedModel, FindingReport, Report, SuppressedReport } from '../report/index.js';
import { rules } from '../rules/index.js';
import type { Rule, Severity } from '../rules/index.js';
import { defineFormat } from './define.js';
import { layersOf } from './finding-place.js';
import { escapeTerminal, indentedJson, json, nothing, written } from '../text/index.js';

/**
 * The most locations of a result that GitHub shows, and the most results of a run that it takes
 * (https://docs.github.com/code-security/code-scanning).
 */
const MOST_LOCATIONS = 10;

/**
 * Findings for code scanning: SARIF 2.1.0 (OASIS). A finding stands at the model's file, with its layers as logical
 * locations; what is known and taken is suppressed, not left out. A model that could not be read is a notification.
 */
export default defineFormat({
  name: 'sarif',
  extension: 'sarif',
  summary: 'Findings for code scanning (SARIF 2.1.0).',
  listsFindings: true,
  start() {
    const results: Result[] = [];
    const notifications: Notification[] = [];
    return {
      next: (report) => {
        if (isFailed(report)) notifications.push(notification(report));
        else {
          results.push(
            ...report.findings.map((finding) => result(report, finding)),
            ...(report.suppressed ?? []).map((each) => suppressed(report, each)),
          );
        }
        return nothing;
      },
      end: () => written(json`${indentedJson(log(results, notifications))}\n`),
    };
  },
});

function log(results: Result[], notifications: Notification[]): Log {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'netstat',
            semanticVersion: version,
            informationUri: pageOf('README'),
            rules: rules.map(descriptor),
          },
        },
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results,
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
}

/** The address of a page of this version's package. */
function pageOf(page: string): string {
  return `https://unpkg.com/onnx-netstat@${version}/${page}.md`;
}

function descriptor({ id, guideline, severity, summary }: Rule): ReportingDescriptor {
  const page = `docs/rules/${id}.md`;
  return {
    id,
    shortDescription: { text: summary },
    helpUri: pageOf(`docs/rules/${id}`),
    help: {
      text: `${summary}\nWhy, and how to mend it: netstat explain ${id}`,
      markdown: `${summary}\n\nWhy, and how to mend it: \`netstat explain ${id}\` (${page} of the package).`,
    },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['performance', ...(guideline === undefined ? [] : [guideline])] },
  };
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

const positions = new Map(rules.map(({ id }, index) => [id, index]));

function result(report: Report, finding: FindingReport): Result {
  const ruleIndex = positions.get(finding.rule);
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: { text: escapeTerminal(finding.message) },
    locations: [location(report, finding)],
    partialFingerprints: { 'netstat/v1': finding.fingerprint },
    properties: { ...finding.data },
  };
}

function suppressed(report: Report, { finding, reason }: SuppressedReport): Result {
  return {
    ...result(report, finding),
    ...(reason === null ? { baselineState: 'unchanged' } : {}),
    suppressions: [
      { kind: 'external', status: 'accepted', justification: escapeTerminal(reason ?? 'stands in the baseline') },
    ],
  };
}

/** A binary file has no lines; code scanning wants one all the same. */
function location(report: Report, finding: FindingReport): Location {
  const layers = layersOf(report, finding).slice(0, MOST_LOCATIONS);
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(report.model.path) }, region: { startLine: 1 } },
    ...(layers.length > 0 && {
      logicalLocations: layers.map(({ label, op, origin, index }) => ({
        name: escapeTerminal(label),
        fullyQualifiedName: escapeTerminal(origin),
        kind: 'member',
        properties: { op: escapeTerminal(op), index },
      })),
    }),
  };
}

/** A path as a reference of RFC 3986: each part encoded, and none taken for a scheme. */
function uriOf(path: string): string {
  const wellFormed = path.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  return wellFormed
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/u, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

function notification({ model: { path }, error }: FailedModel): Notification {
  return {
    level: 'error',
    message: { text: escapeTerminal(error.message) },
    descriptor: { id: error.code },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
  };
}
