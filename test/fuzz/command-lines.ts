import yargs from 'yargs/yargs';
import { commands } from '../../src/cli/commands.js';
import type { Random } from '../differential/random.js';

/** A command with the options that it declares. */
export interface Grammar {
  /** Empty for the command that runs without a name. */
  readonly name: string;
  readonly texts: readonly string[];
  readonly flags: readonly string[];
}

/** The arguments of every command, as it declares them to the parser. */
export async function readGrammars(): Promise<readonly Grammar[]> {
  return Promise.all(
    commands.map(async ({ usage, load }) => {
      const [first = ''] = [usage].flat();
      const [name = ''] = first.split(' ');
      const parser = yargs([]);
      const command = await load();
      command.declare(parser);
      // The types of yargs leave this function out.
      const { string, boolean } = (parser as unknown as { getOptions(): OptionTable }).getOptions();
      return {
        name: name === '$0' ? '' : name,
        texts: string.filter((option) => !endless.has(option)),
        flags: boolean.filter((option) => !endless.has(option)),
      };
    }),
  );
}

/** The options that yargs knows, with their other names and the positionals. */
interface OptionTable {
  readonly string: readonly string[];
  readonly boolean: readonly string[];
}

/** Options that open a browser, wait for another device or measure for minutes. */
const endless = new Set(['open', 'open-url', 'sweep', 'browser', 'emit', '--']);

/** Commands that measure this machine, whatever the options. */
const lengthy = new Set(['paper', 'calibrate']);

/** Values that belong to an option; any option gets any of them now and then. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  format: ['table', 'json', 'jsonl', 'csv', 'markdown', 'html', 'junit', 'sarif', 'github', 'trace'],
  output: ['a.json', 'b.html', 'c.csv', 'model.onnx', 'nowhere/d.json', '.'],
  columns: ['layer,flops', 'params', ',', 'nosuch', 'layer,layer'],
  sort: ['flops', 'layer', 'nosuch'],
  dim: ['N=1', 'N=1,8', 'N=M', 'N=N*2', '=', 'N=', 'N=1/0', 'M=1'],
  shape: ['x=1x3x8x8', 'x=', 'x=1xN', 'x=[1,2]', 'y=1', 'x=1x3x8x8,2x3x8x8'],
  value: ['x=1', 'x=true,2', 'x=', 'k=NaN'],
  rule: ['G1=error', 'G1.ratio=1.5', 'max-params=5M', 'G1', 'nosuch=error', 'max-params=-1', 'G1.nosuch=1'],
  config: ['config.json', 'broken.json', 'nowhere.json', '.'],
  convention: ['thop', 'fvcore', 'nosuch'],
  context: ['1024', '1,2,3', '0', ','],
  platform: ['rtx-4090', 'here', 'list', 'config.json', 'nosuch'],
  peak: ['2TFLOPS', '0', '1e999GFLOPS', 'x'],
  bandwidth: ['100GB/s', '-1', 'GB/s'],
  runtime: ['command', 'nosuch'],
  profile: ['profile.json', 'config.json', 'profile.json,config.json', 'nowhere.json'],
  'max-increase': ['params=2%', 'params=0', 'nosuch=1', 'flops=-1', '=', 'latency=5%'],
  'time-limit': ['1', '0.5', '1e9'],
  runs: ['1', '2', '1e3'],
  threads: ['1', '1,1', '0', 'all'],
  alignment: ['1', '64', '0', '9007199254740991'],
  number: ['3', '0.32G', '1e400', '-1', 'G'],
  extra: ['extra.csv', 'config.json'],
  baseline: ['baseline.json', 'config.json', 'nowhere/baseline.json'],
  scenario: ['decode', 'nosuch'],
};

const anything = [
  '',
  '--',
  '0',
  '1',
  '-1',
  '1.5',
  '1e3',
  'NaN',
  '99999999999999999999',
  '__proto__',
  'constructor',
  '\u001B[31m',
  '::error::x',
  'a\nb',
  '=',
  ',',
  '畳',
  'x'.repeat(300),
];

const models = [
  'model.onnx',
  'model.onnx',
  'open.onnx',
  'other.onnx',
  'lfs.onnx',
  'broken.onnx',
  'report.json',
  '*.onnx',
  'nowhere.onnx',
  '.',
];
const subjects = [...models, 'G1', 'Conv', 'conv', 'ai.onnx.Relu', 'com.microsoft.Nosuch', '0', '99', 'relu'];

/**
 * A command line, mostly one that a person could write. Nothing in it reaches the network, a browser or a runtime for
 * long.
 */
export function drawCommandLine(grammars: readonly Grammar[], random: Random): readonly string[] {
  const grammar = random.pick(grammars.filter(({ name }) => !lengthy.has(name)));
  const given: string[] = grammar.name === '' ? [] : [grammar.name];
  for (let count = random.pick([0, 1, 1, 1, 2, 2, 3]); count > 0; count--) {
    given.push(random.pick(grammar.name === 'explain' ? subjects : models));
  }
  for (let count = random.pick([0, 1, 1, 2, 3, 4]); count > 0; count--) {
    const all = random.chance(0.05) ? random.pick(grammars) : grammar;
    given.push(...(all.flags.length > 0 && random.chance(0.3) ? drawFlag(all, random) : drawText(all, random)));
    if (random.chance(0.1)) given.push(...given.slice(-2));
  }
  // Nothing is run for longer than a command that ends at once.
  if (grammar.name === 'measure') {
    given.push(
      ...random.pick([
        ['--profile', 'profile.json'],
        ['--runtime', 'command', '--runs', '1', '--', 'true'],
      ]),
    );
  }
  if (random.chance(0.1)) given.splice(random.integer(0, given.length), 0, random.pick(anything));
  if (random.chance(0.1)) given.push('--', ...random.pick([['model.onnx'], ['true'], ['node', '-e', '0'], []]));
  return given;
}

function drawFlag({ flags }: Grammar, random: Random): readonly string[] {
  const flag = random.pick(flags);
  return [random.pick([dashed(flag), dashed(flag), `--no-${flag}`, `--${flag}=${random.pick(anything)}`])];
}

function drawText({ texts }: Grammar, random: Random): readonly string[] {
  if (texts.length === 0) return [];
  const option = random.pick(texts);
  const own = fitting[option];
  // Another number of threads would start them.
  const isForeign = option !== 'threads' && random.chance(0.5);
  const value =
    own !== undefined && random.chance(0.85)
      ? random.pick(own)
      : random.pick(isForeign ? Object.values(fitting).flat() : anything);
  if (random.chance(0.03)) return [`--no-${option}`];
  if (random.chance(0.05)) return [dashed(option)];
  return random.chance(0.3) ? [`${dashed(option)}=${value}`] : [dashed(option), value];
}

function dashed(option: string): string {
  return option.length === 1 ? `-${option}` : `--${option}`;
}
