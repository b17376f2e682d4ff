import type { Calibration } from '../measurement/index.js';
import { ratioText, terminalText } from '../text/index.js';
import type { Written } from '../text/index.js';

/** The results of a calibration, for people. */
export function calibrationText(
  {
    runtime,
    version,
    device,
    threads,
  }: {
    readonly runtime: string;
    readonly version: string;
    readonly device: string;
    readonly threads: number | undefined;
  },
  { flopsPerSecond, bytesPerSecond, probes }: Calibration,
): Written {
  const rows = probes.map(
    ({ name, limit, perSecond }) =>
      [name, ratioText(perSecond / 1e9), { compute: 'GFLOP/s', integer: 'GOP/s', memory: 'GB/s' }[limit]] as const,
  );
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const numberWidth = Math.max(...rows.map(([, number]) => number.length));
  return terminalText([
    `${runtime} ${version}, ${device}${threads === undefined ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`}`,
    ...rows.map(([name, number, unit]) => `  ${name.padEnd(nameWidth)}  ${number.padStart(numberWidth)} ${unit}`),
    `roof: ${ratioText(flopsPerSecond / 1e9)} GFLOP/s and ${ratioText(bytesPerSecond / 1e9)} GB/s, ` +
      `which meet at ${ratioText(flopsPerSecond / bytesPerSecond)} FLOPs per byte`,
  ]);
}
