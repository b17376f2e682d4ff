import { arch, cpus, platform, release, totalmem } from 'node:os';

/** What a measurement ran on, by name. */
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
