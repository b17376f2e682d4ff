import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as its users get it: packed, installed into an empty project, imported and run there. */
describe('the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-package-'));
  const installed = path.join(folder, 'node_modules/onnx-netstat');
  const [npm, ...npmArguments] = process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm'];
  const run = (program: string, ...rest: readonly string[]): string => {
    const { stdout, stderr, status } = spawnSync(program, rest, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${rest.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };

  beforeAll(() => {
    const packed = execFileSync(
      npm,
      [...npmArguments, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      { encoding: 'utf8' },
    );
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    run(npm, ...npmArguments, 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`);
    writeFileSync(path.join(folder, 'model.onnx'), onnx.ModelProto.encode(convolution).finish());
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('brings no other package', () => {
    const { packages } = JSON.parse(readFileSync(path.join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
      packages: object;
    };
    expect(Object.keys(packages)).toEqual(['node_modules/onnx-netstat']);
  });

  it('carries the licences of what is bundled', () => {
    const licences = readFileSync(path.join(installed, 'dist/third-party-licences.txt'), 'utf8');
    expect(licences).toMatch(/^protobufjs \d/m);
    expect(licences).toMatch(/^yargs \d/m);
  });

  it('counts a model that a program hands over', () => {
    writeFileSync(
      path.join(folder, 'use.js'),
      `
      import { readFileSync } from 'node:fs';
      import { inspectBytes } from 'onnx-netstat';
      process.stdout.write(String(inspectBytes(readFileSync('model.onnx')).totals.multiplyAdds));
    `,
    );
    expect(run(process.execPath, 'use.js')).toBe(String(multiplyAdds));
  });

  it('counts a model on the command line', () => {
    const { models } = JSON.parse(
      run(process.execPath, path.join(installed, 'dist/cli/netstat.js'), 'model.onnx', '--format', 'json'),
    ) as {
      models: readonly { readonly totals: { readonly multiplyAdds: number } }[];
    };
    expect(models.map(({ totals }) => totals.multiplyAdds)).toEqual([multiplyAdds]);
  });

  it.each(['netstat', 'onnx-netstat'])('has the command %s', (name) => {
    expect(existsSync(path.join(folder, 'node_modules/.bin', name))).toBe(true);
  });

  it.each([
    ['an ES module', 'netstat.mjs', "import { defineConfig, defineOp } from 'onnx-netstat/config';"],
    ['a CommonJS module', 'netstat.cjs', "const { defineConfig, defineOp } = require('onnx-netstat/config');"],
  ])('gives %s what a configuration needs', (_, file, load) => {
    writeFileSync(
      path.join(folder, file),
      `${load}\nprocess.stdout.write(typeof defineOp + defineConfig({ maxWarnings: 7 }).maxWarnings);`,
    );
    expect(run(process.execPath, file)).toBe('function7');
  });

  it.each(['onnx-netstat', 'onnx-netstat/config'])('reads a configuration that imports from %s', (name) => {
    writeFileSync(
      path.join(folder, 'limit.config.ts'),
      `
      import { defineConfig } from '${name}';
      export default defineConfig({ rules: { 'max-params': { limit: '10' } } });
    `,
    );
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(installed, 'dist/cli/netstat.js'), 'lint', 'model.onnx', '--config', 'limit.config.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stdout, stderr).toContain('max-params');
    expect(status).toBe(1);
  });

  const esModule = { file: 'config.mts', module: 'node16' };
  it.each([
    ['node16', esModule],
    ['nodenext', { ...esModule, module: 'nodenext' }],
    ['bundler', { ...esModule, module: 'esnext', moduleResolution: 'bundler' }],
    ['node16 in CommonJS', { file: 'config.cts', module: 'node16' }],
    ['nodenext in CommonJS', { file: 'config.cts', module: 'nodenext' }],
  ])(
    'types a configuration under moduleResolution %s',
    (name, { file, ...settings }) => {
      const project = `config-${name.replaceAll(' ', '-')}`;
      mkdirSync(path.join(folder, project), { recursive: true });
      writeFileSync(
        path.join(folder, project, file),
        `
        import { attribute, defineConfig, defineOp, dim, NodeError } from 'onnx-netstat/config';
        import type { Config, Operator } from 'onnx-netstat/config';
        const double: Operator = defineOp({
          type: 'Double', domain: 'acme', since: 1, category: 'elementwise', spec: 'https://acme.example',
          inputs: { X: 'activation' }, outputs: { Y: 'X' }, attributes: { axis: attribute.int(0) },
          infer({ X }, { axis }) {
            if (axis < 0) throw new NodeError('axis is negative');
            return [[dim.product(X.shape)]];
          },
          cost: { operations: '∏Y', memory: 'stream', source: 'one addition an element' },
        });
        const config: Config = defineConfig({ maxWarnings: 0, operators: [double] });
        export default config;
        // @ts-expect-error a number, not a text
        export const wrong = defineConfig({ maxWarnings: '0' });
      `,
      );
      const compilerOptions = {
        ...settings,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        strict: true,
        noEmit: true,
      };
      writeFileSync(path.join(folder, project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      expect(run(process.execPath, path.resolve('node_modules/typescript/bin/tsc'), '--project', project)).toBe('');
    },
    60_000,
  );

  it.each([['node16'], ['nodenext']])(
    'types a program in CommonJS under moduleResolution %s',
    async (module) => {
      const project = `program-${module}`;
      mkdirSync(path.join(folder, project), { recursive: true });
      const library = (await import(path.join(installed, 'dist/node.js'))) as object;
      const values = Object.keys(library);
      writeFileSync(
        path.join(folder, project, 'program.cts'),
        `
        import { inspect, NetstatError, defineRule, figureOf } from 'onnx-netstat';
        import type { ModelReport, Rule } from 'onnx-netstat';
        import library = require('onnx-netstat');
        export const values = [${values.map((name) => `library.${name}`).join(', ')}];
        export const rule: Rule = defineRule({
          id: 'thrice', severity: 'info', summary: 'Runs three times.',
          options: { times: { default: 3, description: 'so often' } },
          *check(analysis, { times }) {
            for (const layer of analysis.layers) {
              if (layer.times !== times) continue;
              const lostBytes = figureOf('param-bytes', analysis, layer);
              yield { layers: [layer.index], message: layer.label, data: {}, lostBytes };
            }
          },
        });
        export async function params(file: string): Promise<number | string | null> {
          try {
            const report: ModelReport = await inspect(file, { customRules: [rule] });
            return report.totals.params;
          } catch (error) {
            if (error instanceof NetstatError) return error.code;
            throw error;
          }
        }
        // @ts-expect-error a number, not a text
        void inspect('model.onnx', { dims: { N: true } });
      `,
      );
      const compilerOptions = {
        module,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        strict: true,
        noEmit: true,
      };
      writeFileSync(path.join(folder, project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      expect(run(process.execPath, path.resolve('node_modules/typescript/bin/tsc'), '--project', project)).toBe('');
    },
    60_000,
  );

  it.each([
    [
      'for a bundler, without those of Node',
      { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [] },
    ],
    ['for Node', { module: 'nodenext', lib: ['es2022'], types: [path.resolve('node_modules/@types/node')] }],
  ])(
    'has types %s',
    (_, settings) => {
      mkdirSync(path.join(folder, 'typed'), { recursive: true });
      writeFileSync(
        path.join(folder, 'typed/use.ts'),
        `
      import { inspectBytes } from 'onnx-netstat';
      export const layers: number = inspectBytes(new Uint8Array()).layers.length;
    `,
      );
      const compilerOptions = {
        ...settings,
        target: 'es2022',
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
      };
      writeFileSync(path.join(folder, 'typed/tsconfig.json'), JSON.stringify({ compilerOptions }));
      expect(run(process.execPath, path.resolve('node_modules/typescript/bin/tsc'), '--project', 'typed')).toBe('');
    },
    60_000,
  );
});

const [outputChannels, inputChannels, kernel, side] = [16, 3, 3, 32];
/** Output elements × input channels × kernel, with padding that keeps the side. */
const multiplyAdds = outputChannels * side * side * inputChannels * kernel * kernel;

const float = onnx.TensorProto.DataType.FLOAT;
const convolution: onnx.IModelProto = {
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'convolution',
    node: [
      {
        opType: 'Conv',
        input: ['x', 'w'],
        output: ['y'],
        attribute: [{ name: 'pads', type: onnx.AttributeProto.AttributeType.INTS, ints: [1, 1, 1, 1] }],
      },
    ],
    initializer: [
      {
        name: 'w',
        dataType: float,
        dims: [outputChannels, inputChannels, kernel, kernel],
        rawData: new Uint8Array(4 * outputChannels * inputChannels * kernel * kernel),
      },
    ],
    input: [
      {
        name: 'x',
        type: {
          tensorType: {
            elemType: float,
            shape: { dim: [1, inputChannels, side, side].map((dimValue) => ({ dimValue })) },
          },
        },
      },
    ],
    output: [{ name: 'y' }],
  },
};
