import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeWholeFile } from '../files/index.js';
import type { Platform } from '../platform/index.js';
import { calibrationFile } from './calibration-store.js';

/** The name of this machine's platform on the command line. */
export const HERE = 'here';

/** The platform file of this machine, beside its calibrations. */
export function platformFile(): string {
  return path.join(path.dirname(calibrationFile()), 'platform.json');
}

/**
 * Writes a platform; a file that it replaces stays whole until then.
 * @returns where it is
 * @throws NetstatError when it cannot be written, or is one of `reads`, files that it is made of
 */
export function keepPlatform(platform: Platform, file = platformFile(), reads: readonly string[] = []): string {
  if (file === platformFile()) mkdirSync(path.dirname(file), { recursive: true });
  writeWholeFile(file, platformText(platform), reads);
  return file;
}

/** A platform as its file holds it: a sample a line. */
function platformText(platform: Platform): string {
  const { classes, networks, ...head } = platform;
  const lines = (items: readonly unknown[]): string => items.map((item) => `\n      ${JSON.stringify(item)}`).join(',');
  const classText = Object.entries(classes).map(
    ([name, { samples, ...rest }]) =>
      `\n    ${JSON.stringify(name)}: ${JSON.stringify(rest).slice(0, -1)},"samples": [${lines(samples)}]}`,
  );
  return `${JSON.stringify(head, null, 2).slice(0, -2)},
  "networks": [${lines(networks)}],
  "classes": {${classText.join(',')}
  }
}
`;
}
