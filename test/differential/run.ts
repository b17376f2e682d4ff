// Compares many drawn models with onnxruntime-node and prints every difference: `npx tsx test/differential/run.ts
// [count] [first seed]`.
import { compareWithRuntime, drawModel } from './compare.js';

const [count = '3000', first = '1'] = process.argv.slice(2);
// It would report its use to its makers.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const runtime = await import('onnxruntime-node');
const tally = { equal: 0, refused: 0, different: 0 };
const reasons = new Map<string, number>();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const drawn = drawModel(seed);
  const verdict = await compareWithRuntime(runtime, drawn);
  tally[verdict.kind]++;
  if (verdict.kind === 'different') console.log(`seed ${seed}: ${verdict.why}\n${verdict.description}\n`);
  if (verdict.kind === 'refused') {
    const reason = verdict.why.replaceAll(/\d+/gu, '#').slice(0, 160);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
}
for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${times} × refused: ${reason}`);
console.log(`${tally.equal} equal, ${tally.different} different, ${tally.refused} refused by the runtime`);
