import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares the JSON reports of two builds of the program, model by model: each must be the other's, byte for byte, but
 * for fields that the second adds. Run as `tsx scripts/compare-json.ts <old>/cli/netstat.js <new>/cli/netstat.js
 * models…`; folders stand for the models in them.
 */
const [before, after, ...places] = process.argv.slice(2);
if (before === undefined || after === undefined || places.length === 0) {
  console.error('usage: tsx scripts/compare-json.ts old/cli/netstat.js new/cli/netstat.js models…');
  process.exit(2);
}

const models = places.flatMap((place) =>
  existsSync(place) && !place.endsWith('.onnx')
    ? readdirSync(place)
        .filter((file) => file.endsWith('.onnx'))
        .map((file) => path.join(place, file))
    : [place],
);
let different = 0;
for (const model of models) {
  const [old, current] = [reportOf(before, model), reportOf(after, model)];
  const differences = differencesOf(old, current, '');
  const kept = JSON.stringify(onlyFieldsOf(current, old));
  if (differences.length === 0 && kept === JSON.stringify(old)) continue;
  different++;
  console.log(`${model}: ${differences.length === 0 ? 'another order of fields' : differences.slice(0, 5).join('; ')}`);
}
console.log(`${models.length} models, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;

function reportOf(program: string, model: string): unknown {
  const { stdout } = spawnSync(process.execPath, [program, model, '--format', 'json', '--no-config'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (stdout === '') throw new Error(`${program} ${model}: no report`);
  return JSON.parse(stdout) as unknown;
}

/** The places at which a value of the old report is not in the new one as it was. */
function differencesOf(old: unknown, current: unknown, where: string): readonly string[] {
  if (isObject(old) && isObject(current)) {
    return Object.entries(old).flatMap(([name, value]) => differencesOf(value, current[name], `${where}.${name}`));
  }
  if (Array.isArray(old) && Array.isArray(current) && old.length === current.length) {
    return old.flatMap((value, index) => differencesOf(value, current[index], `${where}[${index}]`));
  }
  return JSON.stringify(old) === JSON.stringify(current)
    ? []
    : [`${where}: ${short(JSON.stringify(old))} → ${short(JSON.stringify(current))}`];
}

/** The new report without the fields that the old one does not have. */
function onlyFieldsOf(current: unknown, old: unknown): unknown {
  if (Array.isArray(current) && Array.isArray(old)) {
    return current.map((value, index) => onlyFieldsOf(value, old[index]));
  }
  if (!isObject(current) || !isObject(old)) return current;
  return Object.fromEntries(
    Object.entries(current)
      .filter(([name]) => name in old)
      .map(([name, value]) => [name, onlyFieldsOf(value, old[name])]),
  );
}

function short(text: string | undefined): string {
  return (text ?? 'nothing').slice(0, 60);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
