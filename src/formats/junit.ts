import { isFailed } from '../report/index.js';
import type { FailedModel, FindingReport, Report } from '../report/index.js';
import { rules } from '../rules/index.js';
import { defineFormat, textSession } from './define.js';
import { layersOf, ruleText } from './finding-place.js';
import { escapeMarkup, escapeTerminal } from '../text/index.js';

/**
 * Findings for test reports of continuous integration, as GitLab and Jenkins read them: a suite for each model, a case for each rule, which fails by an error or a warning. Information is in its output.
 */
export default defineFormat({
  name: 'junit',
  extension: 'xml',
  summary: 'Findings for test reports (JUnit XML).',
  start: () =>
    textSession((report) => (isFailed(report) ? failedSuite(report) : suite(report)), {
      first: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="netstat">\n',
      last: '</testsuites>\n',
    }),
});

function suite(report: Report): string {
  const cases = rules.map((rule) => ({
    rule,
    findings: report.findings.filter((finding) => finding.rule === rule.id),
  }));
  const lines = cases.map(({ rule, findings }) => testCase(report, rule.id, findings));
  const count = (outcome: string): number => lines.filter((line) => line.includes(`\n      <${outcome} `)).length;
  return `  <testsuite name=${quote(report.model.path)} tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}">\n${lines.join('')}  </testsuite>\n`;
}

function isError({ severity }: FindingReport): boolean {
  return severity === 'error';
}

function isFailure({ severity }: FindingReport): boolean {
  return severity !== 'info';
}

function testCase(report: Report, name: string, findings: readonly FindingReport[]): string {
  const open = `    <testcase classname=${quote(report.model.path)} name=${quote(name)} file=${quote(report.model.path)}`;
  if (name === 'max-latency' && report.measurement === undefined && !findings.some(isError)) {
    return `${open}>\n      <skipped message="the model was not measured"/>\n    </testcase>\n`;
  }
  if (findings.length === 0) return `${open}/>\n`;
  const failures = findings.filter(isFailure);
  const notes = findings.filter((finding) => !isFailure(finding));
  const [first] = failures;
  return [
    `${open}>\n`,
    // Readers take one failure of a case: it holds all.
    ...(first === undefined
      ? []
      : [
          `      <failure type=${quote(first.severity)} message=${quote(first.message)}>${escapeXml(failures.map((finding) => describe(report, finding)).join('\n\n'))}</failure>\n`,
        ]),
    ...(notes.length === 0
      ? []
      : [
          `      <system-out>${escapeXml(notes.map((finding) => describe(report, finding)).join('\n\n'))}</system-out>\n`,
        ]),
    '    </testcase>\n',
  ].join('');
}

function describe(report: Report, finding: FindingReport): string {
  const labels = layersOf(report, finding).map(({ label }) => escapeTerminal(label));
  return [
    `${finding.severity} ${ruleText(finding)}: ${escapeTerminal(finding.message)}`,
    ...labels.map((label) => `  ${label}`),
  ].join('\n');
}

function failedSuite({ model: { path }, error }: FailedModel): string {
  return `  <testsuite name=${quote(path)} tests="1" failures="0" errors="1">\n    <testcase classname=${quote(path)} name="read">\n      <error type=${quote(error.code)} message=${quote(error.message)}/>\n    </testcase>\n  </testsuite>\n`;
}

function quote(text: string): string {
  return `"${escapeXml(escapeTerminal(text))}"`;
}

/** Text for XML. What XML 1.0 may not hold at all is a control character, and these are written out before; line ends stay. */
function escapeXml(text: string): string {
  return escapeMarkup(text).replaceAll(/[\uFFFE\uFFFF]/gu, '\uFFFD');
}
