import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import type { Analysis, AnalysisOptions } from './analysis.js';
import { bindAnalysis } from './bind-analysis.js';
import { analyse } from './walk/analyse.js';

/** Analyses one model for several uses. */
export interface Analyser {
  /**
   * The analysis of a use, as `analyse` gives it.
   * @throws what `analyse` throws
   */
  of(use: AnalysisOptions): Analysis;
  /**
   * The analysis that a use shares with others, in which the sizes that differ between them are open; undefined where
   * it shares none.
   */
  openOf(use: AnalysisOptions): Analysis | undefined;
}

/**
 * An analyser of one model for several uses. Uses that differ in the sizes of open dimensions alone share one walk,
 * where its formulas hold for them.
 */
export function analyserOf(model: Model, uses: readonly AnalysisOptions[]): Analyser {
  const families = new Map<string, Family>();
  for (const use of uses) {
    const key = keyOf(use);
    const family = families.get(key);
    if (family === undefined) families.set(key, { uses: [use], open: undefined });
    else family.uses.push(use);
  }
  const familyOf = (use: AnalysisOptions): Family | undefined => {
    const family = families.get(keyOf(use));
    return family === undefined || family.uses.length < 2 ? undefined : family;
  };
  return {
    of(use) {
      const family = familyOf(use);
      return (family && boundIn(family, model, use)) ?? analyse(model, use);
    },
    openOf: (use) => familyOf(use)?.open?.analysis,
  };
}

/** Uses that differ in the sizes of dimensions alone. */
interface Family {
  readonly uses: AnalysisOptions[];
  /** The model with what all of them set: no analysis where that cannot be analysed. */
  open: { readonly analysis: Analysis | undefined } | undefined;
}

function keyOf({ shapes, values, operators }: AnalysisOptions): string {
  return JSON.stringify([[...(shapes ?? [])], [...(values ?? [])], operators?.length ?? 0]);
}

function boundIn(family: Family, model: Model, use: AnalysisOptions): Analysis | undefined {
  const common = new Map(
    [...(use.dims ?? [])].filter(([name, size]) => family.uses.every(({ dims }) => dims?.get(name) === size)),
  );
  const own = new Map<string, number>();
  for (const [name, size] of use.dims ?? []) {
    if (common.has(name)) continue;
    if (typeof size !== 'number') return undefined;
    own.set(name, size);
  }
  family.open ??= { analysis: openAnalysis(model, { ...use, dims: common }) };
  const { analysis } = family.open;
  return analysis === undefined ? undefined : bindAnalysis(analysis, own);
}

/**
 * The analysis of the sizes that are open; undefined where their formulas grow too large, or what is set contradicts
 * the model.
 */
function openAnalysis(model: Model, options: AnalysisOptions): Analysis | undefined {
  try {
    return analyse(model, options);
  } catch (error) {
    if (error instanceof NetstatError) return undefined;
    throw error;
  }
}
