import type { Random } from '../differential/random.js';
import { mutate } from '../mutation/mutate.js';
import { damageJson } from './damaged-json.js';

const event = (cat: string, name: string, ts: number, dur: number, args: object = {}): object => ({
  ph: 'X',
  pid: 1,
  tid: 1,
  cat,
  name,
  ts,
  dur,
  args,
});

/** By the name of its file, a small profile of each form that netstat reads, of a convolution `conv` and a `relu`. */
export const profiles = [
  [
    'trace.json',
    JSON.stringify([
      event('Session', 'session_initialization', 0, 10),
      event('Session', 'model_run', 20, 50),
      event('Node', 'conv_kernel_time', 21, 30, { op_name: 'Conv', provider: 'CPUExecutionProvider' }),
      event('Node', 'relu_kernel_time', 55, 10, { op_name: 'Relu', node_index: '1', output_size: '9' }),
      event('Session', 'model_run', 80, 40),
      event('Node', 'conv_kernel_time', 81, 30, { op_name: 'Conv', output_type_shape: [{ float: [1, 8, 6, 6] }] }),
    ]),
  ],
  [
    'trtexec.json',
    JSON.stringify([
      { count: 100 },
      { name: 'conv + relu', timeMs: 8, averageMs: 0.08, medianMs: 0.079, percentage: 20.6 },
      { name: 'PWN(PWN(conv), relu)', timeMs: 2, percentage: 5.2 },
      { name: '{ForeignNode[conv...relu]}', timeMs: 3, averageMs: 0.03 },
    ]),
  ],
  [
    'ai-hub.json',
    JSON.stringify({
      execution_summary: { estimated_inference_time: 900, all_inference_times: [1000, 900] },
      execution_detail: [{ name: 'conv', type: 'Conv', compute_unit: 'NPU', execution_time: 120 }],
    }),
  ],
  [
    'kernels.json',
    JSON.stringify({
      kernels: [
        { Name: 'conv', Median_ms: 0.25 },
        { name: 'relu', us: 3 },
      ],
    }),
  ],
  ['table.csv', 'name,ms\nconv + relu,1.5\n"a, b",0.25\n'],
  [
    'openvino.csv',
    [
      'layerName;execStatus;layerType;execType;realTime (ms);cpuTime (ms);',
      'relu;EXECUTED;Convolution;brgconv;0.412;0.412;',
      'conv;NOT_RUN;Convolution;undef;0.000;0.000;',
      'Total;;;;0.812;0.812;',
    ].join('\n'),
  ],
  [
    'qnn.csv',
    [
      'Msg Timestamp,Message,Time,Unit of Measurement,Timing Source,Event Level,Event Identifier',
      '0,BACKEND,1000,CYCLES,BACKEND,ROOT,"Accelerator (execute) time (cycles)"',
      '0,BACKEND,500,US,BACKEND,ROOT,"Accelerator (execute) time"',
      '0,NODE,400,CYCLES,BACKEND,SUB-EVENT,"conv:OpId_7 (cycles)"',
    ].join('\n'),
  ],
  [
    'tflite.csv',
    [
      '===== Run Order =====',
      'node type, first, avg_ms, %, cdf%, mem KB, times called, name',
      'CONV_2D, 0.51, 0.49, 40.1, 40.1, 0, 1, [y;c]:0',
      'RELU, 0.2, 0.3, 20, 60, 0, 1, [y]:1',
    ].join('\n'),
  ],
] as const;

/** A copy of a profile in which something is not as its tool writes it. */
export function damageProfile(content: string, random: Random): string | Uint8Array {
  if (content.startsWith('[') || content.startsWith('{')) {
    const damaged = JSON.stringify(damageJson(JSON.parse(content), random));
    return random.chance(0.8) ? damaged : mutate(new TextEncoder().encode(damaged), random.integer(1, 1e9));
  }
  if (random.chance(0.3)) return mutate(new TextEncoder().encode(content), random.integer(1, 1e9));
  const odd = ['', '-1', 'NaN', '1e999', '"', '9'.repeat(400), 'a\u001B[31m', '__proto__', ',,,,', '\r'];
  const parts = content.split(/(?<=[,;\n])/u);
  return parts
    .flatMap((part) =>
      random.chance(0.1) ? [random.pick([part + part, random.pick(odd), part.slice(1), ''])] : [part],
    )
    .join('');
}
