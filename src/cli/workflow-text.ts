import { NetstatError } from '../ir/index.js';
import { version } from '../report/index.js';

/**
 * A workflow of GitHub Actions that lints models on every push and pull request: with the netstat among the project's
 * packages where there is one, else with this version.
 * @throws NetstatError for a path that is no text there: a line of its own, or an expression that GitHub evaluates
 */
export function workflowText(models: readonly string[], isPackage: boolean): string {
  const spoken = models.find((model) => /[\p{Cc}\u2028\u2029]|\$\{\{/u.test(model) || model !== model.trim());
  if (spoken !== undefined) {
    throw new NetstatError('bad-option', `${spoken}: a workflow cannot name it; give the file another name`);
  }
  const install = isPackage ? '      - run: npm ci\n' : '';
  const program = isPackage ? 'onnx-netstat' : `--yes onnx-netstat@${version}`;
  return `name: netstat
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    env:
      MODELS: |
${models.map((model) => `        ${model}`).join('\n')}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${install}      # A path a line, so that blanks in one do no harm.
      - run: printf '%s' "$MODELS" | tr '\\n' '\\0' | xargs -0 npx ${program} lint --format github
`;
}
