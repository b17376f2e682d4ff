import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { node, value, weight } from '../../fixtures/build/model.js';
import type { Analysis } from '../../src/analysis/index.js';
import type { Measurement } from '../../src/measurement/index.js';
import type { ProfileFormat } from '../../src/runtimes/define.js';
import { readProfile } from '../../src/runtimes/index.js';
import { profileContent, readInForm } from '../../src/runtimes/profiles/read-profile.js';
import { analyseModel } from './analyse-model.js';

/** Two convolutions with activations and a linear layer, named as exporters do. */
export const stem: Analysis = analyseModel({
  opset: 17,
  inputs: [value('x', 'float32', [1, 8, 8, 8])],
  outputs: ['y'],
  initializers: [weight('w', 'float32', [8, 8, 1, 1]), weight('f', 'float32', [8, 4])],
  nodes: [
    node('Conv', ['x', 'w'], ['stem/conv_out'], {}, { name: 'stem/conv' }),
    node('Relu', ['stem/conv_out'], ['stem/relu_out'], {}, { name: 'stem/relu' }),
    node('Conv', ['stem/relu_out', 'w'], ['b/conv_out'], {}, { name: 'b/conv' }),
    node('Sigmoid', ['b/conv_out'], ['b/gate'], {}, { name: 'b/Sigmoid' }),
    node('Mul', ['b/conv_out', 'b/gate'], ['b/out'], {}, { name: 'b/Mul' }),
    node('GlobalAveragePool', ['b/out'], ['p'], {}, { name: 'pool' }),
    node('Flatten', ['p'], ['flat'], {}, { name: 'flatten' }),
    node('MatMul', ['flat', 'f'], ['y'], {}, { name: 'fc' }),
  ],
});

/** The measurement in files of these contents. */
export async function importProfile(
  contents: Readonly<Record<string, string | Uint8Array>>,
  analysis: Analysis = stem,
  warmup = 0,
): Promise<Measurement> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-profile-'));
  try {
    const files = Object.entries(contents).map(([name, content]) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    });
    return await readProfile(files, analysis, warmup);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The measurement in files of a form, which need not be among those that the program knows. */
export function readAs(
  format: ProfileFormat,
  contents: Readonly<Record<string, string>>,
  analysis: Analysis = stem,
): Measurement {
  const files = Object.entries(contents).map(([name, text]) => profileContent(name, new TextEncoder().encode(text)));
  return readInForm(format, files, analysis, 0);
}

/** Each kernel's layers by name, in execution order, and its time in milliseconds. */
export function kernelsOf(
  { kernels }: Measurement,
  analysis: Analysis = stem,
): Readonly<Record<string, readonly [ms: number, ...layers: string[]]>> {
  return Object.fromEntries(
    kernels.map(({ name, layers, medianMs }) => [
      name,
      [medianMs, ...layers.toSorted((a, b) => a - b).map((index) => analysis.layers[index]?.label ?? '')],
    ]),
  );
}
