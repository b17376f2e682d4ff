// Whether a model is as fast as itself, and a wider one faster where its channels fill vectors: `npm run
// bench:same-speed`. `measure a a` should find no difference in 19 of 20 runs; ShuffleNet V2 1× with 60 channels in
// its second stage beats 58.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execPath } from 'node:process';
import { shuffleNetV2 } from '../fixtures/networks/shufflenet-v2.js';
import { model } from '../fixtures/build/model.js';
import { groupConvolutions } from '../fixtures/networks/paper-experiments.js';

const ROUNDS = 20;

const folder = mkdtempSync(path.join(tmpdir(), 'netstat-bench-'));
const file = (name: string, bytes: Uint8Array): string => {
  const at = path.join(folder, name);
  writeFileSync(at, bytes);
  return at;
};
const measure = (models: readonly string[]): string =>
  spawnSync(execPath, ['dist/cli/netstat.js', 'measure', ...models, '--format', 'json', '--no-config'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  }).stderr.replaceAll(`${folder}/`, '');
try {
  const shuffleNet = file('shufflenet.onnx', model(shuffleNetV2({ width: 1 })));
  let same = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = measure([shuffleNet, shuffleNet]);
    if (said.includes('no difference')) same += 1;
    else console.log(said.trim());
  }
  console.log(`no difference in ${same} of ${ROUNDS} runs`);
  const narrow = file('58-channels.onnx', model(groupConvolutions({ channels: 58, groups: 1 })));
  const wide = file('60-channels.onnx', model(groupConvolutions({ channels: 60, groups: 1 })));
  console.log(measure([narrow, wide]).trim());
} finally {
  rmSync(folder, { recursive: true });
}
