/** A workflow of GitHub Actions that lints models on every push and pull request. */
export function workflowText(models: readonly string[]): string {
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
