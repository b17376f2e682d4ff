const pending = new Set<() => void>();

/**
 * Has something done when the program ends, however it does: processes are ended, folders removed. The last comes
 * first, as a folder can be removed only when the process that writes to it is gone; and what fails stops nothing else.
 * @returns a function that calls it off
 */
export function atExit(action: () => void): () => void {
  // One listener for all: many sessions may be open at once.
  if (pending.size === 0) process.once('exit', runAll);
  pending.add(action);
  return () => {
    pending.delete(action);
    if (pending.size === 0) process.removeListener('exit', runAll);
  };
}

function runAll(): void {
  for (const action of [...pending].toReversed()) {
    try {
      action();
    } catch {
      // The program has ended; there is nobody to be told.
    }
  }
}
