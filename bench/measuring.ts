import { spawnSync } from 'node:child_process';

/** A program to time: its name in the result and its arguments to Node. */
export interface Command {
  readonly name: string;
  readonly arguments: readonly string[];
}

/**
 * Wall times in ms of whole processes, by command. The commands take turns, so that whatever else the machine does
 * falls on all.
 * @throws Error when a command fails
 */
export function alternate(commands: readonly Command[], rounds: number): ReadonlyMap<Command, readonly number[]> {
  const times = new Map<Command, number[]>(commands.map((command) => [command, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [command, list] of times) {
      const start = performance.now();
      run(command.arguments);
      if (round >= 0) list.push(performance.now() - start); // the first round only warms the file cache
    }
  }
  return times;
}

/** Prints each command's median time and the median of its ratios to the first one, round by round. */
export function printRatios(times: ReadonlyMap<Command, readonly number[]>): void {
  const [baseline = []] = times.values();
  for (const [{ name }, list] of times) {
    const ratio = median(list.map((time, round) => time / (baseline[round] ?? NaN)));
    console.log(`${ratio.toFixed(2).padStart(8)} × ${`${median(list).toFixed(1)} ms`.padStart(12)}   ${name}`);
  }
}

/** Peak resident memory in MiB of a process that runs Node with these arguments: the median of 5 runs. */
export function peakMemory({ arguments: rest }: Command): number {
  const report =
    'process.getBuiltinModule("worker_threads").isMainThread&&process.on("exit",()=>' +
    'process.getBuiltinModule("fs").writeSync(3,String(process.resourceUsage().maxRSS)))';
  const peaks = Array.from({ length: 5 }, () => {
    const { output } = run(['--import', `data:text/javascript,${encodeURIComponent(report)}`, ...rest]);
    return Number(output[3]) / 1024;
  });
  return median(peaks);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function run(nodeArguments: readonly string[]) {
  const result = spawnSync(process.execPath, nodeArguments, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(
      `node ${nodeArguments.join(' ')}: ${result.stderr || String(result.error ?? result.signal ?? result.status)}`,
    );
  }
  return result;
}
