import type { FailedModel, ModelReport } from '../../../report/index.js';

/** Sizes of symbols as the address has them. */
export function sizeTexts(dims: ReadonlyMap<string, number> = new Map()): readonly string[] {
  return [...dims].map(([symbol, size]) => `${symbol}=${size}`);
}

/** The sizes that an address gives to a model's symbols; those of symbols that it does not have are passed over. */
export function sizesIn(address: URLSearchParams, report: ModelReport | FailedModel): ReadonlyMap<string, number> {
  if ('error' in report) return new Map();
  const open = new Set(report.unbound.map(({ symbol }) => symbol));
  return new Map(
    address.getAll('dim').flatMap((text): (readonly [string, number])[] => {
      const end = text.lastIndexOf('=');
      const [symbol, size] = [text.slice(0, end), Number(text.slice(end + 1))];
      return open.has(symbol) && Number.isSafeInteger(size) && size >= 0 ? [[symbol, size]] : [];
    }),
  );
}
