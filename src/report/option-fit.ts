import { inputMeant } from '../analysis/index.js';
import type { Analysis, AnalysisOptions } from '../analysis/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import type { Report } from './report.js';

/**
 * The parts of a model that options can set: the bindings that it used, its symbols and inputs. Plain data, of which
 * an analysis has more.
 */
export interface OptionTargets {
  readonly used: Analysis['used'];
  readonly symbols: readonly { readonly symbol: string }[];
  readonly inputs: readonly { readonly name: string }[];
}

/** The targets of options in an analysis, without the rest of it. */
export function optionTargets({ used, symbols, inputs }: Analysis): OptionTargets {
  return {
    used,
    symbols: symbols.filter(({ isInner }) => isInner !== true).map(({ symbol }) => ({ symbol })),
    inputs: inputs.map(({ name }) => ({ name })),
  };
}

/** The targets of options in a saved report, some of whose open dimensions are bound. */
export function savedOptionTargets(
  { unbound, inputs }: Pick<Report, 'unbound' | 'inputs'>,
  dims: ReadonlyMap<string, unknown>,
): OptionTargets {
  const symbols = unbound.map(({ symbol }) => ({ symbol }));
  return {
    used: {
      dims: new Set(symbols.map(({ symbol }) => symbol).filter((symbol) => dims.has(symbol))),
      shapes: new Set(),
      values: new Set(),
    },
    symbols,
    inputs: inputs.map(({ name }) => ({ name })),
  };
}

/** Watches which of the given bindings some model had a place for. */
export interface OptionFit {
  /** Whether every option has fitted so far. */
  readonly complete: boolean;
  see(targets: OptionTargets): void;
  /** @throws NetstatError when an option fitted none of the models seen; not when none was seen */
  check(): void;
}

/** Starts to watch the options of one run, or what another one sets: `source`, as messages begin. */
export function watchOptions({ dims, shapes, values }: AnalysisOptions, source?: string): OptionFit {
  const waiting = { dims: new Set(dims?.keys()), shapes: new Set(shapes?.keys()), values: new Set(values?.keys()) };
  const symbols = new Set<string>();
  const inputs = new Set<string>();
  let seen = 0;
  return {
    get complete() {
      return waiting.dims.size + waiting.shapes.size + waiting.values.size === 0;
    },
    see(targets) {
      seen++;
      for (const { symbol } of targets.symbols) symbols.add(symbol);
      for (const { name } of targets.inputs) inputs.add(name);
      for (const name of targets.used.dims) waiting.dims.delete(name);
      for (const kind of ['shapes', 'values'] as const) {
        for (const name of waiting[kind]) {
          if (targets.used[kind].has(inputMeant(name, targets.inputs))) waiting[kind].delete(name);
        }
      }
    },
    check() {
      if (seen === 0) return;
      const [dim] = waiting.dims;
      if (dim !== undefined) throw unfit('unknown-dim', source ?? '--dim ', dim, seen, 'open dimension', [...symbols]);
      const [shape] = waiting.shapes;
      if (shape !== undefined) throw unfit('unknown-input', source ?? '--shape ', shape, seen, 'input', [...inputs]);
      const [value] = waiting.values;
      if (value !== undefined) throw unfit('unknown-input', source ?? '--value ', value, seen, 'input', [...inputs]);
    },
  };
}

function unfit(
  code: 'unknown-dim' | 'unknown-input',
  option: string,
  name: string,
  models: number,
  what: string,
  names: readonly string[],
): NetstatError {
  const lack =
    models === 1
      ? `the model has no ${what} ${name}`
      : `none of the ${models} models has ${/^[aeiou]/u.test(what) ? 'an' : 'a'} ${what} ${name}`;
  return new NetstatError(
    code,
    `${option}${name}: ${lack}; ${names.length === 0 ? 'leave the option out' : suggest(name, names)}`,
  );
}
