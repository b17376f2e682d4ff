// Tries models, graphs, servers, command lines, profiles and configurations that nobody should hand over, for so many
// minutes, and says where netstat falls and what takes longest:
// `npm run fuzz -- --minutes 30 --seed 1 --kind profiles --cases 1000`.
import { parseArgs } from 'node:util';
import { bundleKinds } from './bundle.js';
import { messageOf } from '../../src/ir/index.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '100000' },
    kind: { type: 'string' },
    cases: { type: 'string', default: 'Infinity' },
  },
});
// The parser prints help by itself.
const say = console.log;
console.log = () => {};
const { kinds, leave } = await (await bundleKinds()).openKinds();
const end = performance.now() + 60_000 * Number(values.minutes);
const tallies = kinds
  .filter(({ name }) => values.kind === undefined || name === values.kind)
  .map((kind) => ({ kind, cases: 0, fallen: 0, worstMs: 0, worstSeed: 0 }));
async function attempt(tally: (typeof tallies)[number], each: number): Promise<void> {
  const start = performance.now();
  const late = setTimeout(() => say(`${tally.kind.name}: seed ${each} runs longer than 10 s`), 10_000);
  try {
    await tally.kind.attempt(each);
  } catch (error) {
    tally.fallen++;
    say(`${tally.kind.name}: seed ${each}: ${messageOf(error)}`);
  }
  clearTimeout(late);
  tally.cases++;
  const took = performance.now() - start;
  if (took > tally.worstMs) Object.assign(tally, { worstMs: took, worstSeed: each });
}

let seed = Number(values.seed);
try {
  const most = Number(values.cases);
  for (; performance.now() < end && tallies.some(({ cases }) => cases < most); seed++) {
    for (const tally of tallies) {
      const { often, together = false } = tally.kind;
      const seeds = Array.from({ length: often }, (_, number) => seed * often + number);
      if (together) await Promise.all(seeds.map((each) => attempt(tally, each)));
      else for (const each of seeds) await attempt(tally, each);
    }
  }
} finally {
  leave();
}
for (const { kind, cases, fallen, worstMs, worstSeed } of tallies) {
  const slowest = `the slowest took ${(worstMs / 1000).toFixed(2)} s (seed ${worstSeed})`;
  say(`${kind.name}: ${cases} cases, ${fallen} fell, ${slowest}`);
}
say(`at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB in use`);
process.exitCode = tallies.some(({ fallen }) => fallen > 0) ? 1 : 0;
