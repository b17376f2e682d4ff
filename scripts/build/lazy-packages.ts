import type { Plugin } from 'esbuild';

/**
 * Packages that do costly work when they load and that a plain run never calls: string-width builds an Intl.Segmenter, 18 ms,
 * and yargs needs it for its help only. Each is loaded at the first call of its default export.
 */
const packages = ['string-width'];

/** Puts a function that loads the package at its first call in the place of each of the packages. */
export const lazyPackages: Plugin = {
  name: 'lazy-packages',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${packages.join('|')})$`);
    onResolve({ filter }, ({ path, namespace, resolveDir }) =>
      namespace === 'lazy' ? undefined : { path, namespace: 'lazy', pluginData: { resolveDir } });
    onLoad({ filter, namespace: 'lazy' }, ({ path, pluginData }: { path: string; pluginData: { resolveDir: string } }) => ({
      contents: `export default (...args) => require(${JSON.stringify(path)}).default(...args)`,
      resolveDir: pluginData.resolveDir,
    }));
  },
};
