import { devices } from '../devices/index.js';
import { labelledProse, ratioText, terminalText } from '../text/index.js';
import type { Written } from '../text/index.js';

/** The devices that `--platform` names, with their figures and where these come from. */
export function listDevices(): Written {
  const tera = (operations: number): string => ratioText(operations / TERA);
  const entries = devices.map(({ name, label, peak, bytesPerSecond, source, quotedAt, derivation }) => [
    `${name}  ${label}`,
    `  ${ratioText(bytesPerSecond / 1e9)} GB/s; TFLOPS: ${[
      `float32 ${tera(peak.float32)}`,
      ...(peak.float16 === undefined ? [] : [`float16 ${tera(peak.float16)}`]),
      ...(peak.int8 === undefined ? [] : [`int8 ${tera(peak.int8)}`]),
    ].join(', ')}`,
    ...(derivation === undefined ? [] : labelledProse('  ', derivation, WIDTH)),
    `  maker: ${source}`,
    ...quotedAt.map((text) => `  quoted: ${text}`),
  ]);
  return terminalText(entries.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
}

const TERA = 1e12;

/** The columns of prose; addresses may be longer. */
const WIDTH = 80;
