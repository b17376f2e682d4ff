// Tries models, command lines, profiles and configurations that nobody should hand over, for so many minutes, and says where netstat
// falls and what takes longest: `npm run fuzz -- --minutes 30 --seed 1 --kind profiles`.
import { parseArgs } from 'node:util';
import { openKinds } from './kinds.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '100000' },
    kind: { type: 'string' },
  },
});
const end = performance.now() + 60_000 * Number(values.minutes);
// Each measurement listens for Ctrl-C until its process ends.
process.setMaxListeners(0);
const { kinds, leave } = await openKinds();
const tallies = kinds
  .filter(({ name }) => values.kind === undefined || name === values.kind)
  .map((kind) => ({ kind, cases: 0, fallen: 0, worstMs: 0, worstSeed: 0 }));
async function attempt(tally: (typeof tallies)[number], each: number): Promise<void> {
  const start = performance.now();
  const late = setTimeout(() => console.log(`${tally.kind.name}: seed ${each} runs longer than 10 s`), 10_000);
  try {
    await tally.kind.attempt(each);
  } catch (error) {
    tally.fallen++;
    console.log(`${tally.kind.name}: seed ${each}: ${error instanceof Error ? error.message : String(error)}`);
  }
  clearTimeout(late);
  tally.cases++;
  const took = performance.now() - start;
  if (took > tally.worstMs) Object.assign(tally, { worstMs: took, worstSeed: each });
}

let seed = Number(values.seed);
try {
  for (; performance.now() < end; seed++) {
    for (const tally of tallies) {
      for (let number = 0; number < tally.kind.often; number++) await attempt(tally, seed * tally.kind.often + number);
    }
  }
} finally {
  leave();
}
for (const { kind, cases, fallen, worstMs, worstSeed } of tallies) {
  console.log(
    `${kind.name}: ${cases} cases, ${fallen} fell, the slowest took ${(worstMs / 1000).toFixed(2)} s (seed ${worstSeed})`,
  );
}
console.log(`at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB in use`);
process.exitCode = tallies.some(({ fallen }) => fallen > 0) ? 1 : 0;
