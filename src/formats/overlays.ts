import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { NetstatError } from '../ir/index.js';
import { isFailed } from '../report/index.js';
import type { FindingReport, KernelReport, Report, ReportLayer } from '../report/index.js';
import { createKernelLookUp } from './kernels-of-layers.js';
import { append, json, nothing, written } from '../text/index.js';
import type { Written } from '../text/index.js';
import type { Cell } from './column.js';
import type { FormatSession } from './define.js';
import type { Row } from './row-sums.js';
import { shapeCode } from './value-text.js';

/** The thing in a viewer that shows an overlay when it is clicked: a node by its name, or a value by its name. */
export interface OverlayTarget {
  readonly kind: 'node' | 'value';
  /** Untrusted text, unique among the targets of its kind. */
  readonly name: string;
  /** The layers that the target stands for, with the kernels whose time counts there. */
  readonly row: Row;
  /** Whether it lies in a body or a function, so that a node of the main graph counts it too. */
  readonly isInside: boolean;
}

/** A node of the file with the layers that it stands for. */
interface NodeGroup {
  readonly name: string;
  /** The first output that has a name; empty where none has. */
  readonly output: string;
  readonly isInside: boolean;
  readonly layers: ReportLayer[];
}

/**
 * The nodes of the file as viewers find them. A node of the main graph that holds a body or calls a function stands for
 * all layers inside; a node of a function that is called several times, for its layer in each call. A node without a
 * name, or with one that others have too, is found by its first output; a node whose output does not tell it from
 * others either is left out. `nameOf` makes a name the one that the viewer looks for.
 */
export function targetsOf(report: Report, nameOf: (name: string) => string): readonly OverlayTarget[] {
  const groups = groupsOf(report, nameOf);
  const names = countEach(groups.map(({ name }) => name));
  const outputs = countEach(groups.map(({ output }) => output));
  return groups.flatMap(({ name, output, layers, isInside }): OverlayTarget[] => {
    const row = rowOf(report, layers);
    if (name !== '' && names.get(name) === 1) return [{ kind: 'node', name, row, isInside }];
    return output !== '' && outputs.get(output) === 1 ? [{ kind: 'value', name: output, row, isInside }] : [];
  });
}

function groupsOf({ layers }: Report, nameOf: (name: string) => string): readonly NodeGroup[] {
  const groups = new Map<string, NodeGroup>();
  // A function called in a body is inside of the body's owner; the path then begins with the owner's label and the
  // body's name.
  const owners = new Map(
    layers.flatMap(({ label, origin, path, category }) =>
      path.length === 0 && category === 'control-flow' ? [[label, origin] as const] : [],
    ),
  );
  for (const layer of layers) {
    const { origin, path } = layer;
    const group = groups.get(origin) ?? {
      name: nameOf(layer.name),
      output: nameOf(layer.outputs.find((value) => value !== null && value.name !== '')?.name ?? ''),
      isInside: path.length > 0,
      layers: [],
    };
    group.layers.push(layer);
    groups.set(origin, group);
    const [outermost] = path;
    if (outermost === undefined) continue;
    const owner = mainNodeOf(origin) ?? owners.get(outermost.slice(0, outermost.lastIndexOf('.')));
    if (owner !== undefined) {
      // The layer that owns a body comes before those of the body.
      groups.get(owner)?.layers.push(layer);
      continue;
    }
    // The call of a function is not a layer of its own; its name is in the path.
    const key = `call ${outermost}`;
    const call = groups.get(key) ?? { name: nameOf(outermost), output: '', isInside: false, layers: [] };
    call.layers.push(layer);
    groups.set(key, call);
  }
  return [...groups.values()];
}

/** The place of the main graph's node around a place in one of its bodies; undefined for a place in a function. */
function mainNodeOf(origin: string): string | undefined {
  return /^graph\.node\[\d+\](?=\.)/.exec(origin)?.[0];
}

function rowOf({ measurement }: Report, layers: readonly ReportLayer[]): Row {
  const [first] = layers;
  const kernels = measurement === undefined ? undefined : lookUp(measurement.kernels, layers);
  return { kind: layers.length === 1 ? 'layer' : 'module', label: first?.label ?? '', layers, kernels };
}

const lookUp = createKernelLookUp<KernelReport>();

function countEach(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/**
 * A session that writes the overlay of one model; nothing of a model that could not be read.
 * @throws NetstatError from `next` for a second model
 */
export function overlaySession(format: string, overlay: (report: Report) => object): FormatSession {
  let kept: Written | undefined;
  return {
    next(report) {
      if (isFailed(report)) return nothing;
      if (kept !== undefined) {
        throw new NetstatError('bad-option', `--format ${format} is about one model, at one size; name only one`);
      }
      kept = written(json`${overlay(report)}\n`);
      return nothing;
    },
    end: () => kept ?? nothing,
  };
}

/** The findings in some of these layers, by severity and rule: `warning: costly-elementwise`. */
export function findingsIn({ findings }: Report, wanted: ReadonlySet<number>): ReadonlyMap<string, FindingReport[]> {
  const byRule = new Map<string, FindingReport[]>();
  for (const finding of findings) {
    if (finding.layers.some((index) => wanted.has(index))) append(byRule, ruleName(finding), finding);
  }
  return byRule;
}

/** A rule as overlays name it, with its severity. */
export function ruleName({ severity, rule }: FindingReport): string {
  return `${severity}: ${rule}`;
}

/** A cell as viewers take it: a number or a text; undefined when it is empty, or not known whole. */
export function overlayValue(cell: Cell): number | string | undefined {
  switch (cell.kind) {
    case 'text':
      return cell.text === '' ? undefined : cell.text;
    case 'value':
      return shapeCode(cell.value);
    case 'count':
    case 'bytes':
      return cell.value === undefined || cell.partial ? undefined : numberOrFormula(cell.value);
    case 'share':
    case 'ratio':
    case 'milliseconds':
    case 'given':
      return cell.value;
  }
}

/** A count as viewers take it: a number, or the text of a formula. */
export function numberOrFormula(value: Dim): number | string {
  return typeof value === 'object' ? print(value) : Number(value);
}
