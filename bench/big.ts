import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeChain, writeExternalWeights, writeInlineWeights } from './big-models.js';
import { alternate, peakMemory, printRatios, type Command } from './measuring.js';

/** The cost of weights in the file beside weights elsewhere, and of more nodes. */
const program = 'dist/cli/netstat.js';
if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-bench-'));
const command = (name: string, file: string): Command => ({ name, arguments: [program, path.join(folder, file)] });
try {
  const weights = 33; // of 64 MiB: above 2 GiB, where signed 32-bit lengths end
  writeExternalWeights(path.join(folder, 'external.onnx'), weights);
  writeInlineWeights(path.join(folder, 'inline.onnx'), weights);
  const external = command('2 GiB of weights in another file', 'external.onnx');
  const inline = command('2 GiB of weights in the model', 'inline.onnx');
  printRatios(alternate([external, inline], 15));
  const memory = { external: peakMemory(external), inline: peakMemory(inline) };
  console.log(
    `peak memory ${memory.external.toFixed(1)} MiB and ${memory.inline.toFixed(1)} MiB: ` +
      `${(memory.inline - memory.external).toFixed(1)} MiB more\n`,
  );

  for (const nodes of [10_000, 100_000]) writeChain(path.join(folder, `${nodes}.onnx`), nodes);
  printRatios(alternate([command('10,000 nodes', '10000.onnx'), command('100,000 nodes', '100000.onnx')], 5));
} finally {
  rmSync(folder, { recursive: true });
}
