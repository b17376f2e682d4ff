import { NetstatError } from '../ir/index.js';

/**
 * A workflow of GitHub Actions that lints models on every push and pull request.
 * @throws NetstatError for a path that is no text there: a line of its own, or an expression that GitHub evaluates
 */
export function workflowText(models: readonly string[]): string {
  const spoken = models.find((model) => /[\p{Cc}\u2028\u2029]|\$\{\{/u.test(model) || model !== model.trim());
  if (spoken !== undefined) {
    throw new NetstatError('bad-option', `${spoken}: a workflow cannot name it; give the file another name`);
  }
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
      # A path a line, so that blanks in one do no harm.
      - run: printf '%s' "$MODELS" | tr '\\n' '\\0' | xargs -0 npx --yes onnx-netstat lint --format github
`;
}
