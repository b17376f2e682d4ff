import type { Analysis } from '../../analysis/index.js';
import { readGiven } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import { latencyOf, median, splitOf } from '../../measurement/index.js';
import type { Measurement } from '../../measurement/index.js';
import type { ProfileContent, ProfileFormat } from '../define.js';
import { runtimes } from '../registry.js';

/**
 * A measurement made elsewhere, from its files: the profile, and beside it what helps to join it. The first `warmup` of
 * several runs are left out.
 * @throws NetstatError when a file cannot be read, or none is of a known form
 */
export async function readProfile(paths: readonly string[], analysis: Analysis, warmup: number): Promise<Measurement> {
  const files = paths.map((path) => profileContent(path, readGiven({ option: '--profile', path })));
  return readInForm(await formatOf(files), files, analysis, warmup);
}

/**
 * The measurement in files of a form.
 * @throws NetstatError when they are damaged
 */
export function readInForm(
  format: ProfileFormat,
  files: readonly ProfileContent[],
  analysis: Analysis,
  warmup: number,
): Measurement {
  const paths = files.map(({ path }) => path);
  const profile = format.read(files, analysis);
  if (profile.kernels.length > MOST_KERNELS) {
    throw new NetstatError('bad-profile', `--profile ${paths.join(', ')}: it has more than ${MOST_KERNELS} kernels`);
  }
  const counted = profile.runs > warmup ? warmup : 0;
  const runsMs = profile.runsMs.slice(counted);
  return {
    runtime: profile.runtime,
    version: '',
    device: profile.device,
    level: '',
    threads: undefined,
    runs: profile.runs - counted,
    warmup: counted,
    endToEnd:
      profile.endToEndMs === undefined || profile.endToEndMs.length === 0
        ? undefined
        : latencyOf(
            profile.endToEndMs.map((ms) => ({ ms })),
            undefined,
          ),
    profiled: runsMs.length === 0 ? undefined : { medianMs: median(runsMs), runs: runsMs.length },
    roundsMs: [],
    noise: undefined,
    ...splitOf(analysis, profile, counted),
    notes: [`read from ${paths.join(', ')}`, ...profile.notes],
    machine: {},
  };
}

/** Kernels of a profile; the largest networks that were measured have some ten thousand. */
const MOST_KERNELS = 100_000;

/** A file of a profile as its form sees it. */
export function profileContent(path: string, bytes: Uint8Array): ProfileContent {
  const isBinary = bytes.subarray(0, 1024).includes(0) || path.endsWith('.onnx');
  const text = isBinary ? '' : new TextDecoder().decode(bytes);
  return { path, bytes, text, json: parseJson(text) };
}

function parseJson(text: string): unknown {
  const start = text.trimStart()[0];
  if (start !== '{' && start !== '[') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return parseCutShort(text);
  }
}

/** How many places are tried for the end of a list that was cut short; an event holds few objects. */
const TRIED_ENDS = 8;

/** A trace whose program was ended has no end; it is read up to its last whole event. */
function parseCutShort(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return undefined;
  for (
    let end = text.lastIndexOf('},'), tries = 0;
    end > 0 && tries < TRIED_ENDS;
    end = text.lastIndexOf('},', end - 1), tries += 1
  ) {
    try {
      return JSON.parse(`${text.slice(0, end + 1)}]`);
    } catch {
      // It was the end of something in an event.
    }
  }
  return undefined;
}

async function formatOf(files: readonly ProfileContent[]): Promise<ProfileFormat> {
  const names: string[] = [];
  for (const entry of runtimes) {
    if (entry.kind !== 'profile') continue;
    names.push(entry.name);
    const format = await entry.load();
    if (format.kind === 'profile' && files.some((file) => format.recognises(file))) return format;
  }
  throw new NetstatError(
    'bad-profile',
    `--profile ${files.map(({ path }) => path).join(', ')}: this is no profile of a known form; known ` +
      `are ${names.join(', ')} (docs/measuring.md)`,
  );
}
