import { NetstatError } from '../ir/index.js';
import type { FailedModel } from '../report/index.js';
import { describeBug } from './bug.js';

/** Why there is no report of a model. */
export function failedReport(path: string, error: unknown): FailedModel {
  if (error instanceof NetstatError) {
    return { model: { path }, error: { code: error.code, message: error.message } };
  }
  if (isBeyondEngine(error)) {
    return { model: { path }, error: { code: 'limit-exceeded', message: beyondEngine(error) } };
  }
  return { model: { path }, error: { code: 'internal-error', message: describeBug(error) } };
}

/** The engine's messages about texts, lists, buffers and nesting beyond its own limits. */
const beyond = [
  'Invalid string length',
  'Invalid array length',
  'Invalid typed array length',
  'Array buffer allocation failed',
  'Maximum call stack size exceeded',
  'Cannot create a string longer than',
];

/** Whether what a file asks for is beyond the limits of JavaScript's engine. */
function isBeyondEngine(error: unknown): error is Error {
  return error instanceof Error && beyond.some((message) => error.message.startsWith(message));
}

function beyondEngine({ message }: Error): string {
  return (
    'what is asked for is longer, larger or deeper than JavaScript can hold ' +
    `(${message.charAt(0).toLowerCase()}${message.slice(1)})`
  );
}
