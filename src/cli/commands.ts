import type { CommandEntry } from './command.js';

/** Every command: a file each in commands/, loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  {
    usage: ['$0 <models..>', 'analyse'],
    summary: 'What every layer costs: the default command',
    load: () => import('./commands/analyse.js').then((module) => module.default),
  },
  {
    usage: 'measure <models..>',
    summary: 'How long every layer takes on a runtime',
    load: () => import('./commands/measure.js').then((module) => module.default),
  },
  {
    usage: 'calibrate [reports..]',
    summary: 'What this platform can do: bounds for measured reports, and a file that predicts times',
    load: () => import('./commands/calibrate.js').then((module) => module.default),
  },
  {
    usage: 'paper',
    summary: "The ShuffleNet V2 paper's experiments on this machine: which of its guidelines hold here",
    load: () => import('./commands/paper.js').then((module) => module.default),
  },
  {
    usage: 'lint <models..>',
    summary: 'What rules find: guidelines for efficient networks, and budgets',
    load: () => import('./commands/lint.js').then((module) => module.default),
  },
  {
    usage: 'compare <base> <head>',
    summary: 'What changed from one model to another, in total and layer by layer',
    load: () => import('./commands/compare.js').then((module) => module.default),
  },
  {
    usage: 'what-if <model>',
    summary: 'What a model would cost with other channels, groups or kernels, and how long it would take',
    load: () => import('./commands/what-if.js').then((module) => module.default),
  },
  {
    usage: 'arena <model>',
    summary: 'How the activations fit into one block of memory, and where each lies',
    load: () => import('./commands/arena.js').then((module) => module.default),
  },
  {
    usage: 'explain <subject> [layer]',
    summary: 'A rule, an operator, a figure, a layer of a model, or whose number another count is',
    load: () => import('./commands/explain.js').then((module) => module.default),
  },
  {
    usage: 'init [models..]',
    summary: 'Write a configuration, with comments, to start from',
    load: () => import('./commands/init.js').then((module) => module.default),
  },
];
