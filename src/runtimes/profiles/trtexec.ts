import { isRecord, NetstatError } from '../../ir/index.js';
import { isDuration } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';

/**
 * The JSON that trtexec of TensorRT writes with --exportProfile, and with --exportLayerInfo beside it. With
 * --profilingVerbosity=detailed the latter says which ONNX nodes are in each layer; without it the layer's name does.
 */
export default defineProfileFormat({
  name: 'trtexec',
  summary: "TensorRT's trtexec --exportProfile, and --exportLayerInfo beside it.",
  tool: 'TensorRT',
  howToMake: '`trtexec --onnx=model.onnx --exportProfile=profile.json`',
  beside: '`--exportLayerInfo=layers.json --profilingVerbosity=detailed`, which lists the ONNX nodes of each layer',
  recognises: ({ json }) => isProfile(json),
  read(files) {
    const profile = files.find(({ json }) => isProfile(json));
    const information = new Map(files.flatMap(({ json }) => layersOf(json)).map((layer) => [layer.name, layer]));
    const rows = Array.isArray(profile?.json) ? profile.json.filter(isRecord) : [];
    const count = rows.map((row) => row['count']).find((runs): runs is number => typeof runs === 'number' && runs >= 1);
    const kernels = rows.flatMap((row): KernelProfile[] => {
      const { name, medianMs, averageMs, timeMs } = row;
      if (typeof name !== 'string') return [];
      const ms = [
        medianMs,
        averageMs,
        typeof timeMs === 'number' && count !== undefined ? timeMs / count : undefined,
      ].find(isDuration);
      if (ms === undefined) {
        throw new NetstatError(
          'bad-profile',
          `${profile?.path}: the layer ${name} has no medianMs, averageMs or ` +
            `timeMs${typeof timeMs === 'number' ? ' whose count of runs is told' : ''}`,
        );
      }
      return [{ name, durationsMs: [ms], anchors: anchorsOf(name, information.get(name)) }];
    });
    return {
      runtime: 'TensorRT',
      device: 'cuda',
      runs: 1,
      runsMs: [],
      kernels,
      notes: [
        `times are ${averagesOf(rows)}${count === undefined ? '' : ` of ${count} runs`}`,
        ...(information.size === 0
          ? ['joined by names alone; give the file of --exportLayerInfo as a second --profile']
          : []),
      ],
    };
  },
});

function averagesOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const layers = rows.filter(({ name }) => typeof name === 'string');
  const withMedian = layers.filter(({ medianMs }) => isDuration(medianMs));
  if (withMedian.length === 0) return 'means';
  return withMedian.length === layers.length ? 'medians' : 'medians, or means of layers that have none,';
}

interface LayerInformation {
  readonly name: string;
  readonly metadata: string;
  readonly outputs: readonly string[];
}

function isProfile(json: unknown): boolean {
  return (
    Array.isArray(json) &&
    json.some(
      (row) =>
        isRecord(row) &&
        typeof row['name'] === 'string' &&
        ('averageMs' in row || 'medianMs' in row || 'timeMs' in row),
    )
  );
}

function layersOf(json: unknown): readonly LayerInformation[] {
  const list = isRecord(json) ? json['Layers'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map(({ Name, Metadata, Outputs }) => ({
    name: typeof Name === 'string' ? Name : '',
    metadata: typeof Metadata === 'string' ? Metadata : '',
    outputs: Array.isArray(Outputs)
      ? Outputs.filter(isRecord).flatMap((output) => (typeof output['Name'] === 'string' ? [output['Name']] : []))
      : [],
  }));
}

function anchorsOf(name: string, information: LayerInformation | undefined): readonly Anchor[] {
  const nodes = [...(information?.metadata ?? '').matchAll(/\[ONNX Layer: (?<node>[^\]]+)\]/gu)].map(
    ({ groups }) => groups?.['node'] ?? '',
  );
  if (nodes.length > 0) return nodes.map((node) => ({ kind: 'name', name: node }));
  if (name.startsWith('Reformatting CopyNode')) return [];
  return [
    ...anchorsOfName(name),
    ...(information?.outputs ?? []).map((tensor): Anchor => ({ kind: 'output', tensor })),
  ];
}

/** Point-wise nodes in one layer; a name that tells of more is taken as it is. */
const MOST_NESTED = 256;

/** `a + b`, `PWN(PWN(a), b)` for point-wise nodes, `{ForeignNode[a...b]}` for all from one to another. */
function anchorsOfName(name: string): readonly Anchor[] {
  if (name.split('PWN(').length > MOST_NESTED) return [{ kind: 'name', name }];
  const range = rangeIn(name);
  if (range !== undefined) return [range];
  return (
    name
      // Layers that were merged side by side stand between bars.
      .split(/ \+ | \|\| /u)
      .flatMap(unwrap)
      .map((node): Anchor => {
        // A node without a name is named after what it gives.
        const tensor = /^node_of_(?<tensor>.+)$/u.exec(node)?.groups?.['tensor'];
        return tensor === undefined ? { kind: 'name', name: node } : { kind: 'output', tensor };
      })
  );
}

/** The layers of `ForeignNode[first...last]`. */
function rangeIn(name: string): Anchor | undefined {
  const start = name.indexOf(FOREIGN) + FOREIGN.length;
  const end = name.lastIndexOf(']');
  const dots = name.lastIndexOf('...', end - 4);
  if (!name.includes(FOREIGN) || dots <= start || end <= dots) return undefined;
  return { kind: 'range', from: lastNode(name.slice(start, dots)), to: lastNode(name.slice(dots + 3, end)) };
}

const FOREIGN = 'ForeignNode[';

/** The ends of a range may be fused themselves. */
function lastNode(name: string): string {
  return name.split(' + ').at(-1)?.trim() ?? name;
}

function unwrap(name: string): readonly string[] {
  const inner = /^PWN\((?<inner>.+)\)$/su.exec(name.trim())?.groups?.['inner'];
  return inner === undefined ? [name.trim()] : splitOutside(inner).flatMap(unwrap);
}

/** The parts between commas that stand in no parentheses. */
function splitOutside(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts;
}
