import { NetstatError } from '../../ir/index.js';
import { isDuration } from '../../measurement/index.js';
import type { Anchor, KernelProfile } from '../../measurement/index.js';
import { defineProfileFormat } from '../define.js';
import { readSeparatedValues } from '../../files/index.js';

const HEADER = /^layerName;execStatus;/u;

/**
 * The CSV that OpenVINO's benchmark_app writes with -report_type average_counters or detailed_counters. A fused layer
 * bears the name of one of its nodes; the execution graph (-exec_graph_path) lists them all.
 */
export default defineProfileFormat({
  name: 'openvino',
  summary:
    "OpenVINO's benchmark_app -report_type average_counters, and the execution graph (-exec_graph_path) beside it.",
  tool: 'OpenVINO',
  howToMake: '`benchmark_app -m model.onnx -report_type average_counters -report_folder .`',
  beside: '`-exec_graph_path graph.xml`, which lists the nodes of each layer',
  recognises: ({ text }) => HEADER.test(text),
  read(files) {
    const counters = files.find(({ text }) => HEADER.test(text));
    const members = new Map(files.flatMap(({ text }) => [...membersOf(text)]));
    const [head = [], ...rows] = readSeparatedValues(counters?.text ?? '');
    const place = {
      name: head.indexOf('layerName'),
      status: head.indexOf('execStatus'),
      time: head.indexOf('realTime (ms)'),
    };
    if (place.name < 0 || place.status < 0 || place.time < 0) {
      throw new NetstatError(
        'bad-profile',
        `${counters?.path}: the header should name layerName, execStatus and realTime (ms)`,
      );
    }
    const kernels = rows.flatMap((row): KernelProfile[] => {
      const name = row[place.name] ?? '';
      const ms = Number(row[place.time]);
      // What is not run on its own, and the line of the total.
      if (row[place.status] !== 'EXECUTED' || name === '') return [];
      if (!isDuration(ms)) throw new NetstatError('bad-profile', `${counters?.path}: the layer ${name} has no time`);
      return [{ name, durationsMs: [ms], anchors: (members.get(name) ?? [name]).flatMap(anchorsOf) }];
    });
    return {
      runtime: 'OpenVINO',
      device: '',
      runs: 1,
      runsMs: [],
      kernels,
      notes: [
        'times are means over the runs of benchmark_app',
        ...(members.size === 0
          ? ['joined by names alone; give the execution graph (-exec_graph_path) as a second --profile']
          : []),
      ],
    };
  },
});

/** A layer is named after its node; one of several outputs, and in some versions every one, after the tensor. */
function anchorsOf(name: string): readonly Anchor[] {
  return [
    { kind: 'name', name },
    { kind: 'output', tensor: name },
  ];
}

/** The original layers of each layer of an execution graph. */
function* membersOf(text: string): Generator<readonly [layer: string, originals: readonly string[]]> {
  if (!text.includes('<net')) return;
  for (const [layer] of text.matchAll(/<layer\b.*?(?=<layer\b|<\/layers>)/gsu)) {
    const name = /\bname="(?<name>[^"]*)"/u.exec(layer)?.groups?.['name'];
    const originals = /originalLayersNames"?(?:\s+value)?="(?<names>[^"]*)"/u.exec(layer)?.groups?.['names'];
    if (name !== undefined && originals !== undefined && originals !== '') {
      yield [unescapeXml(name), unescapeXml(originals).split(',')];
    }
  }
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
