import { analyse } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { changeModel, isRefused, noEdits, writeChanged } from '../changes/index.js';
import type { Edits, Wishes } from '../changes/index.js';
import { compareSpeed, isMeasured } from '../comparison/index.js';
import type { Configuration } from '../files/index.js';
import { mergeBindings, openFile } from '../files/index.js';
import type { AnalysisOptions } from '../analysis/index.js';
import { memorySource, readModel } from '../onnx/index.js';
import { reportOf } from '../report/index.js';
import { loadRuntime, measurePrepared, prepareModel } from '../runtimes/index.js';
import type { PreparedModel } from '../runtimes/index.js';
import { lint, rules } from '../rules/index.js';
import type { Finding, Times } from '../rules/index.js';
import { durationText, listText, thingsText } from '../text/index.js';
import type { KeptModels } from './keep-models.js';
import { loadShown } from './load-shown.js';
import type { Terminal } from './terminal.js';

/** The settings with which advice is tried. */
export interface AdviceWishes {
  readonly bindings: AnalysisOptions;
  readonly configuration: Configuration;
  /** Tells which changes promise most; without it all promise alike. */
  readonly timesOf: (analysis: Analysis) => Times;
  /** The folder for the changed models. */
  readonly kept: KeptModels | undefined;
}

/** The most changes of a model that are tried: those that promise most. */
const TRIED = 4;

const SETTINGS = { level: 'all', threads: 1, device: undefined } as const;
const PACE = { warmup: 5, timeLimitMs: 60_000, endToEndOnly: true } as const;
const SEED = 1;

/**
 * Makes the changes that findings of a model name, those that promise most, and runs the model as it is and changed in
 * turns. Gives a sentence on each.
 * @throws NetstatError when the model cannot be read or run
 */
export async function measureAdvice(
  file: string,
  wishes: AdviceWishes,
  terminal: Terminal,
): Promise<readonly string[]> {
  const { options, policy } = wishes.configuration.forModel(file);
  const bound = { ...options, ...mergeBindings([options, wishes.bindings]) };
  const model = await loadShown(file);
  const analysis = analyse(model, bound);
  const { findings } = lint([...rules, ...(policy.customRules ?? [])], analysis, policy, {
    worthOf: unknownWorth,
    ...wishes.timesOf(analysis),
  });
  const sentences: string[] = [];
  const tried: { readonly title: string; readonly edits: Edits }[] = [{ title: 'as it is', edits: noEdits }];
  for (const finding of findings) {
    if (finding.wishes === undefined || tried.length > TRIED) continue;
    const title = titleOf(finding, finding.wishes);
    const changed = changeModel(analysis, finding.wishes);
    if (isRefused(changed)) sentences.push(`${title} cannot be tried: ${changed.reason}`);
    else tried.push({ title, edits: changed.edits });
  }
  if (tried.length === 1) return [...sentences, `${file}: no finding names a change that can be tried`];
  const runtime = await loadRuntime('onnxruntime', '--measure');
  const source = openFile(file);
  const prepared: PreparedModel[] = [];
  try {
    for (const { edits } of tried) {
      const { bytes } = await writeChanged(source, model, edits);
      const written = readModel(memorySource(bytes));
      const settings = { runtime, inputs: new Map(), seed: SEED, options: SETTINGS };
      prepared.push(prepareModel({ kind: 'bytes', bytes }, written, bound, settings));
    }
  } finally {
    source.close();
  }
  const measured = await measurePrepared(prepared, PACE);
  const [base, ...heads] = measured.map(({ analysis: of, measurement }) => reportOf(file, of, {}, { measurement }));
  heads.forEach((head, index) => {
    if (base === undefined || !isMeasured(base) || !isMeasured(head)) return;
    const { speed } = compareSpeed(base, head, true);
    const [before, after] = [base.measurement.endToEnd?.ms, head.measurement.endToEnd?.ms];
    const title = tried[index + 1]?.title ?? '';
    if (speed === undefined || before === undefined || after === undefined) return;
    const change = 100 * (1 / speed.ratio - 1);
    const error = (100 * speed.error) / speed.ratio ** 2;
    const percent = `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}% ± ${error.toFixed(1)}`;
    const verdict = speed.differs ? '' : ', no more than noise';
    sentences.push(
      `${title}: ${durationText(before)} → ${durationText(before / speed.ratio)}, ${percent}${verdict}, measured here`,
    );
  });
  if (wishes.kept !== undefined) {
    const changes = tried.map(({ edits }, index) => [index === 0 ? 'as-is' : `change-${index}`, edits] as const);
    await wishes.kept.keep({ file, model, changes }, terminal);
  }
  return sentences;
}

function unknownWorth(): { readonly kind: 'unknown'; readonly reason: string } {
  return { kind: 'unknown', reason: 'no platform is named' };
}

/** A change in few words, with its place: `58 → 60 channels in stage2 (misaligned-channels)`. */
function titleOf({ rule, message, layers }: Finding, wishes: Wishes): string {
  const widths = [
    ...new Set(
      [...(wishes.channels ?? [])].flatMap(([{ channels }, to]) => (channels === to ? [] : `${channels} → ${to}`)),
    ),
  ];
  const groups = [...new Set((wishes.groups ?? new Map<number, number>()).values())];
  const parts = [
    ...(widths.length === 0 ? [] : [`${listText(widths)} channels`]),
    ...(groups.length === 0 ? [] : [groups[0] === 1 ? 'no groups' : `${groups.join(', ')} groups`]),
    ...((wishes.removed ?? []).length === 0 ? [] : [`${wishes.removed?.length} layers left out`]),
    ...((wishes.nodes?.size ?? 0) === 0 ? [] : [`${thingsText((wishes.gone ?? []).length, 'layer')} put together`]),
  ];
  const end = layers.length === 0 ? -1 : message.indexOf(': ');
  return `${parts.join(', ')}${end < 0 ? '' : ` in ${message.slice(0, end)}`} (${rule})`;
}
