import { isFailed } from '../report/index.js';
import type { FailedModel, FindingReport, Report } from '../report/index.js';
import { rules } from '../rules/index.js';
import { defineFormat, textSession } from './define.js';
import { layersOf, ruleText } from './finding-place.js';
import { written, xml } from '../text/index.js';
import type { Markup } from '../text/index.js';

/**
 * Findings for test reports of continuous integration, as GitLab and Jenkins read them: a suite for each model, a case
 * for each rule, which fails by an error or a warning. Information is in its output.
 */
export default defineFormat({
  name: 'junit',
  extension: 'xml',
  summary: 'Findings for test reports (JUnit XML).',
  listsFindings: true,
  start: () =>
    textSession((report) => written(isFailed(report) ? failedSuite(report) : suite(report)), {
      first: written(xml`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netstat">\n`),
      last: written(xml`</testsuites>\n`),
    }),
});

/** The case of a rule, and what came of it. */
interface Case {
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly text: Markup<'xml'>;
}

function suite(report: Report): Markup<'xml'> {
  // Rules of the user's own are known only by their findings.
  const names = new Set([...rules.map(({ id }) => id), ...report.findings.map(({ rule }) => rule)]);
  const cases = [...names].map((name) =>
    testCase(
      report,
      name,
      report.findings.filter((finding) => finding.rule === name),
    ),
  );
  const count = (wanted: Case['outcome']): number => cases.filter(({ outcome }) => outcome === wanted).length;
  const counts = xml`tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
  const texts = xml.join(cases.map(({ text }) => text));
  return xml`  <testsuite name="${report.model.path}" ${counts}>\n${texts}  </testsuite>\n`;
}

function isError({ severity }: FindingReport): boolean {
  return severity === 'error';
}

function isFailure({ severity }: FindingReport): boolean {
  return severity !== 'info';
}

function testCase(report: Report, name: string, findings: readonly FindingReport[]): Case {
  const { path } = report.model;
  const open = xml`    <testcase classname="${path}" name="${name}" file="${path}"`;
  if (name === 'max-latency' && report.measurement === undefined && !findings.some(isError)) {
    return {
      outcome: 'skipped',
      text: xml`${open}>\n      <skipped message="the model was not measured"/>\n    </testcase>\n`,
    };
  }
  if (findings.length === 0) return { outcome: 'passed', text: xml`${open}/>\n` };
  const failures = findings.filter(isFailure);
  const notes = findings.filter((finding) => !isFailure(finding));
  const [first] = failures;
  const text = xml.join([
    xml`${open}>\n`,
    // Readers take one failure of a case, so one failure holds all findings.
    first === undefined
      ? ''
      : xml.join([
          xml`      <failure type="${first.severity}" message="${first.message}">`,
          xml`${describeAll(report, failures)}</failure>\n`,
        ]),
    notes.length === 0 ? '' : xml`      <system-out>${describeAll(report, notes)}</system-out>\n`,
    xml`    </testcase>\n`,
  ]);
  return { outcome: first === undefined ? 'passed' : 'failure', text };
}

function describeAll(report: Report, findings: readonly FindingReport[]): Markup<'xml'> {
  const paragraphs = findings.map((finding) => {
    const lines = layersOf(report, finding).map(({ label }) => `  ${label}`);
    return xml.join([`${finding.severity} ${ruleText(finding)}: ${finding.message}`, ...lines], '\n');
  });
  return xml.join(paragraphs, '\n\n');
}

function failedSuite({ model: { path }, error }: FailedModel): Markup<'xml'> {
  return xml.join([
    xml`  <testsuite name="${path}" tests="1" failures="0" errors="1">\n`,
    xml`    <testcase classname="${path}" name="read">\n`,
    xml`      <error type="${error.code}" message="${error.message}"/>\n    </testcase>\n  </testsuite>\n`,
  ]);
}
