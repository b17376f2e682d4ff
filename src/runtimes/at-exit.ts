const pending = new Set<() => void>();

/**
 * Does something when the program ends, in whatever way: ends a process, removes a folder. The action added last runs
 * first, since a folder can be removed only when the process that writes to it is gone. A failing action stops no
 * other.
 * @returns a function that cancels the action
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
