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
];
