import { isFailed } from '../report/index.js';
import type { FailedModel, FindingReport, Report } from '../report/index.js';
import type { Severity } from '../rules/index.js';
import { defineFormat, textSession } from './define.js';
import { layersText, ruleText } from './finding-place.js';
import { escapeTerminal } from '../text/index.js';

/** Findings as annotations of a pull request: workflow commands of GitHub Actions, one a line. */
export default defineFormat({
  name: 'github',
  extension: 'annotations',
  summary: 'Findings as annotations of GitHub Actions.',
  start: () =>
    textSession((report) =>
      isFailed(report) ? failure(report) : report.findings.map((finding) => annotation(report, finding)).join(''),
    ),
});

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

function annotation(report: Report, finding: FindingReport): string {
  const where = finding.layers.length === 0 ? '' : `\nlayers: ${layersText(report, finding, escapeTerminal)}`;
  return command(
    commands[finding.severity],
    { file: report.model.path, title: ruleText(finding) },
    `${escapeTerminal(finding.message)}${where}`,
  );
}

function failure({ model: { path }, error }: FailedModel): string {
  return command('error', { file: path, title: error.code }, escapeTerminal(error.message));
}

/** A workflow command, escaped as the toolkit of GitHub Actions does (https://github.com/actions/toolkit, packages/core/src/command.ts). */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escapeData(escapeTerminal(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name} ${list.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
