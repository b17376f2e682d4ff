import type { Argv } from 'yargs';
import type { AnalysisOptions } from '../analysis/index.js';
import { DimSyntaxError, parse } from '../dim/index.js';
import { NetstatError } from '../ir/index.js';

/** Declares the models and what their open dimensions and inputs are bound to. */
export function declareModels<T>(parser: Argv<T>) {
  return declareBindings(
    parser.positional('models', {
      describe: 'ONNX files, or patterns such as models/*.onnx',
      type: 'string',
      array: true,
      demandOption: true,
    }),
  );
}

/** Declares how many threads share the models. */
export function declareThreads<T>(parser: Argv<T>) {
  return parser.option('threads', {
    describe: 'Number of threads that share the models',
    type: 'string',
    requiresArg: true,
    defaultDescription: 'one a core, when it takes long',
    group: 'Model:',
  });
}

/** Declares what open dimensions and inputs are bound to. */
export function declareBindings<T>(parser: Argv<T>) {
  return parser
    .option('dim', {
      describe: 'Bind an open dimension: N=1',
      type: 'string',
      array: true,
      requiresArg: true,
      default: noBindings.dim,
      defaultDescription: 'none',
      group: 'Model:',
    })
    .option('shape', {
      describe: "Set an input's shape: x=1x3x224x224",
      type: 'string',
      array: true,
      requiresArg: true,
      default: noBindings.shape,
      defaultDescription: 'none',
      group: 'Model:',
    })
    .option('value', {
      describe: 'Set the elements of a small input that steers shapes: sr=16000',
      type: 'string',
      array: true,
      requiresArg: true,
      default: noBindings.value,
      defaultDescription: 'none',
      group: 'Model:',
    });
}

/** The values of the options that bind sizes. */
export interface BindingArguments {
  readonly dim: readonly string[];
  readonly shape: readonly string[];
  readonly value: readonly string[];
}

/** Their values when no option is given. */
export const noBindings: BindingArguments = { dim: [], shape: [], value: [] };

/**
 * Reads what `--dim`, `--shape` and `--value` say. A name may hold `=`: each is split at the last one.
 * @throws NetstatError for any other text
 */
export function readBindings({ dim, shape, value }: BindingArguments): AnalysisOptions {
  return {
    dims: new Map(dim.map((text) => split('--dim', text, readDim, 'N=1 or total=past+1'))),
    shapes: new Map(shape.map((text) => split('--shape', text, readShape, 'x=1x3x224x224'))),
    values: new Map(value.map((text) => split('--value', text, readElements, 'sr=16000 or steps=1,2,3'))),
  };
}

function split<T>(option: string, text: string, read: (value: string) => T | undefined, example: string): [string, T] {
  const at = text.lastIndexOf('=');
  const value = at > 0 ? read(text.slice(at + 1).trim()) : undefined;
  if (value === undefined) {
    throw new NetstatError('bad-option', `${option} ${text}: should be like ${option} ${example}`);
  }
  return [text.slice(0, at), value];
}

/** A number, or a formula of other symbols. */
function readDim(text: string): number | string | undefined {
  const size = readSize(text);
  if (size !== undefined || /^\d/u.test(text) || text === '') return size;
  try {
    return typeof parse(text) === 'object' ? text : undefined;
  } catch (error) {
    if (error instanceof DimSyntaxError) return undefined;
    throw error;
  }
}

function readSize(text: string): number | undefined {
  const size = Number(text);
  return /^\d+$/u.test(text) && Number.isSafeInteger(size) ? size : undefined;
}

/** `1x3x224x224`, also with commas or `×`, in brackets or not; empty for a scalar. */
function readShape(text: string): readonly number[] | undefined {
  const inner = text.replace(/^\[(.*)\]$/u, '$1').trim();
  return inner === '' ? [] : allRead(inner.split(/[x×,]/u), readSize);
}

function readElements(text: string): readonly (number | boolean)[] | undefined {
  const inner = text.replace(/^\[(.*)\]$/u, '$1').trim();
  return inner === '' ? [] : allRead(inner.split(','), readElement);
}

function readElement(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}

function allRead<T>(texts: readonly string[], read: (text: string) => T | undefined): readonly T[] | undefined {
  const values = texts.map((text) => read(text.trim()));
  return values.every((value) => value !== undefined) ? values : undefined;
}
