// The step `lint`: annotations on the models, and the findings in the summary of the job.

import { readPatterns } from './models.js';
import { addToSummary, netstat, variable } from './program.js';
import { codeBlock, shorten } from './sections.js';

const maxWarnings = variable('MAX_WARNINGS').trim();
const options = maxWarnings === '' ? [] : ['--max-warnings', maxWarnings];
const models = ['--', ...readPatterns(variable('MODELS'))];

const annotated = netstat(['lint', '--format', 'github', ...options, ...models]);
process.stdout.write(annotated.stdout);
process.stderr.write(annotated.stderr);
const listed = netstat(['lint', '--format', 'markdown', ...models]);
const failed = annotated.code === 0 ? '' : `**Failed**\n\n${codeBlock(annotated.stderr)}`;
addToSummary(shorten([{ heading: '## netstat lint', text: `${failed}\n${listed.stdout}` }], 'summary'));
process.exitCode = annotated.code;
