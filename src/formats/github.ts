import { isFailed } from '../report/index.js';
import type { FailedModel, FindingReport, Report } from '../report/index.js';
import type { Severity } from '../rules/index.js';
import { defineFormat, textSession } from './define.js';
import { layersText, ruleText } from './finding-place.js';
import { concat, workflowCommand } from '../text/index.js';
import type { Written } from '../text/index.js';

/** Findings as annotations of a pull request: workflow commands of GitHub Actions, one a line. */
export default defineFormat({
  name: 'github',
  extension: 'annotations',
  summary: 'Findings as annotations of GitHub Actions.',
  listsFindings: true,
  start: () =>
    textSession((report) =>
      isFailed(report) ? failure(report) : concat(...report.findings.map((finding) => annotation(report, finding))),
    ),
});

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

function annotation(report: Report, finding: FindingReport): Written {
  const where = finding.layers.length === 0 ? [] : [`layers: ${layersText(report, finding)}`];
  return workflowCommand(commands[finding.severity], { file: report.model.path, title: ruleText(finding) }, [
    finding.message,
    ...where,
  ]);
}

function failure({ model: { path }, error }: FailedModel): Written {
  return workflowCommand('error', { file: path, title: error.code }, [error.message]);
}
