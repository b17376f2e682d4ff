import type { Runtime } from './runtime.js';

/** Does some work; meanwhile each of the runtimes keeps what its sessions share, such as a browser. */
export async function keepShared<T>(runtimes: Iterable<Runtime>, work: () => Promise<T>): Promise<T> {
  const letGo = [...new Set(runtimes)].map((runtime) => runtime.keep?.());
  try {
    return await work();
  } finally {
    for (const each of letGo) each?.();
  }
}
