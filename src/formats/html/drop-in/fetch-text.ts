import { NetstatError } from '../../../ir/index.js';
import { refuseFailure, request } from '../../../onnx/index.js';

/** The most bytes of a saved report that a page reads: all of it stands in memory. */
export const textLimit = 512 * 1024 * 1024;

/** Milliseconds that a saved report may take to come. */
const LONGEST_READING = 5 * 60 * 1000;

/**
 * The text at an address.
 * @throws NetstatError when it cannot be read, is too large or takes too long
 */
export async function fetchText(url: string): Promise<string> {
  const { response } = await request(url, {}, AbortSignal.timeout(LONGEST_READING));
  refuseFailure(url, response);
  if (response.body === null) return '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parts: string[] = [];
  let length = 0;
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) return parts.join('');
    length += value.length;
    if (length > textLimit) {
      await reader.cancel();
      throw new NetstatError('limit-exceeded', `${url}: the report is too large for a page`);
    }
    parts.push(value);
  }
}
