import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { ProcessorUse } from '../measurement/index.js';

/** The time of this machine's processors that all processes have used so far; it is counted in steps of some 10 ms. */
export function processorUse(): ProcessorUse {
  const processors = cpus();
  const usedMs = processors.reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  return { usedMs, cores: processors.length };
}

/** The machine that a measurement ran on, by name. */
export function describeMachine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    architecture: arch(),
    node: process.version,
  };
}
