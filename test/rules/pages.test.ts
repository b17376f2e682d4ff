import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as build from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { createNetwork } from '../../fixtures/build/network.js';
import { check, rules } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

/**
 * A model in a page's Examples, as the body of a function, and what the page says that the rule says of it: one
 * message a line, or nothing.
 */
interface Example {
  readonly code: string;
  readonly messages: readonly string[];
}

function examplesOf(page: string): readonly Example[] {
  const [, text = ''] = /^## Examples\n(.*?)^## /ms.exec(page) ?? [];
  return [...text.matchAll(/^```js\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms)].map(([, code = '', messages = '']) => ({
    code,
    messages: messages.split('\n').filter((line) => line !== ''),
  }));
}

/** The model that the code of a page builds: the body of a function that is given the builders. */
async function modelOf(code: string): Promise<ModelSpec> {
  const builders = { createNetwork, ...build };
  const text = `export default ({ ${Object.keys(builders).join(', ')} }) => {\n${code}\n};`;
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    readonly default: (given: typeof builders) => ModelSpec;
  };
  return module.default(builders);
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('the page of %s', (id, rule) => {
  const page = `docs/rules/${id}.md`;
  const examples = existsSync(page) ? examplesOf(readFileSync(page, 'utf8')) : [];

  it('exists', () => expect(page).toSatisfy(existsSync));

  it.each(
    examples.map(
      ({ messages, code }, index) => [messages.length === 0 ? 'quiet' : 'reported', index + 1, code, messages] as const,
    ),
  )('example, %s: %i', async (_verdict, _number, code, messages) => {
    expect(check([rule], analyseModel(await modelOf(code))).map(({ message }) => message)).toEqual(messages);
  });

  // Budgets need a limit, which examples of models alone cannot give.
  it.skipIf(rule.budget === true)('has examples of both kinds', () => {
    expect(new Set(examples.map(({ messages }) => messages.length > 0))).toEqual(new Set([true, false]));
  });
});
