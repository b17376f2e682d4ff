import { constant, graph, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { analyse } from '../../src/analysis/index.js';
import type { AnalysisOptions } from '../../src/analysis/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { makeReport } from '../../src/report/index.js';
import type { FailedModel, Report } from '../../src/report/index.js';

/** The report of a model that is written down, without what rules find in it. */
export function bareReportOn(spec: ModelSpec, path = 'model.onnx'): Report {
  return { ...reportOn(spec, path), findings: [] };
}

/** The report of a model that is written down. */
export function reportOn(spec: ModelSpec, path = 'model.onnx', options: AnalysisOptions = {}): Report {
  return makeReport(path, readModel(memorySource(model(spec))), options);
}

const weights = [weight('w', 'float32', [16, 3, 3, 3]), weight('b', 'float32', [16]), weight('f', 'float32', [16, 10])];

function classifier(batch: number | string): ModelSpec {
  return {
    opset: 17,
    inputs: [value('x', 'float32', [batch, 3, 32, 32])],
    outputs: ['y'],
    initializers: [...weights, constant('minus', 'int64', [1], [-1]), constant('zero', 'int64', [], [0])],
    nodes: [
      node('Conv', ['x', 'w', 'b'], ['c'], { pads: [1, 1, 1, 1] }, { name: '/stem/conv/Conv' }),
      node('Relu', ['c'], ['r'], {}, { name: '/stem/act/Relu' }),
      node('GlobalAveragePool', ['r'], ['p'], {}, { name: '/head/pool/GlobalAveragePool' }),
      node('Shape', ['p'], ['s'], {}, { name: '/head/Shape' }),
      node('Gather', ['s', 'zero'], ['n'], {}, { name: '/head/Gather' }),
      node('Unsqueeze', ['n', 'axis'], ['n1'], {}, { name: '/head/Unsqueeze' }),
      node('Concat', ['n1', 'minus'], ['shape'], { axis: 0 }, { name: '/head/Concat' }),
      node('Reshape', ['p', 'shape'], ['flat'], {}, { name: '/head/Reshape' }),
      node('Identity', ['f'], ['f1'], {}, { name: '/head/fc/Identity' }),
      node('MatMul', ['flat', 'f1'], ['y'], {}, { name: '/head/fc/MatMul' }),
      node('Constant', [], ['axis'], { value_ints: [0] }),
    ],
  };
}

/** A convolution of 32 × 32 pixels and a linear layer, with shape arithmetic and a constant layer between. */
export const ordinary = reportOn(classifier(1));

/** Its analysis, to measure it. */
export const ordinaryAnalysis = analyse(readModel(memorySource(model(classifier(1)))));

/** The same with an open batch. */
export const symbolic = reportOn(classifier('N'), 'symbolic.onnx');

/** A model without a node. */
export const empty = reportOn(
  { opset: 17, inputs: [value('x', 'float32', [1])], outputs: ['x'], nodes: [] },
  'empty.onnx',
);

/** A product that a Loop runs ten times. */
export const looping = reportOn(
  {
    opset: 17,
    inputs: [value('x', 'float32', [4, 8])],
    outputs: ['last'],
    initializers: [weight('w8', 'float32', [8, 8]), constant('trips', 'int64', [], [10])],
    nodes: [
      node('Loop', ['trips', '', 'x'], ['last'], {
        body: graph({
          inputs: [value('i', 'int64', []), value('go', 'bool', []), value('state', 'float32', [4, 8])],
          outputs: ['go_on', 'next'],
          nodes: [
            node('Identity', ['go'], ['go_on']),
            node('MatMul', ['state', 'w8'], ['next'], {}, { name: 'product' }),
          ],
        }),
      }),
    ],
  },
  'looping.onnx',
);

/** Names that a terminal, a browser, a spreadsheet or GitHub would take for something else. */
export const hostileNames = [
  '\u001B[2J\u001B[31mred',
  '=HYPERLINK("http://evil","click")',
  'a|b`c`*d*_e_~~f~~',
  '</script><script>alert(1)</script>',
  'two\nlines\r\nand\ttab',
  '\u202Etxt.exe\u202C \u200Bhidden\u2066',
  '::error file=a::b%0A',
  '-1+2',
  '@SUM(1,2)\'"',
  '\uD800 lone \u0007\u009B31m',
  '__proto__',
  '名前'.repeat(60),
];

/** Every name of the model and its path are hostile; its operators are unknown. */
export const hostile = reportOn(
  {
    opset: 17,
    domains: { 'evil\u001B[0m|': 1 },
    inputs: [value('x', 'float32', ['\u001B[1mN|', 3])],
    outputs: ['y'],
    nodes: [
      ...hostileNames.map((name, index) =>
        node(
          name === '__proto__' ? 'Relu' : `Op${name}`,
          ['x'],
          [name],
          {},
          { name: `${name}/${index}`, domain: name === '__proto__' ? '' : 'evil\u001B[0m|' },
        ),
      ),
      node('Relu', ['x'], ['y'], {}, { name: hostileNames.join('/') }),
    ],
  },
  '=cmd|\u001B[31m.onnx',
);

/** A file that is no model. */
export const failed: FailedModel = {
  model: { path: 'broken|\u001B[31m.onnx' },
  error: {
    code: 'truncated-file',
    message: 'the file is cut short: it ends at byte 12, inside graph; download it again',
  },
};
