import { defineRuntime } from '../../src/runtimes/define.js';

/**
 * FILL IN: what it is. A package that it needs is imported in `open`, so that it is asked for only where it is used.
 */
export default defineRuntime({
  name: 'template-name',
  devices: ['cpu'],
  summary: 'FILL IN: what it is, and how it is installed.',
  open({ model }, { profiled, level, threads }) {
    const runOnce = (): number => model.graph.nodes.length * threads; // FILL IN: the runtime's own call
    let runs = 0;
    return Promise.resolve({
      version: '1.0.0',
      device: 'cpu',
      level,
      threads,
      notes: [],
      run(count) {
        runs += count;
        const made = Array.from({ length: count }, () => {
          const start = performance.now();
          runOnce();
          return { ms: performance.now() - start };
        });
        return Promise.resolve(made);
      },
      close: () => Promise.resolve(profiled ? { runs, kernels: [] } : undefined),
    });
  },
});
