import { figureNamed } from '../figures/index.js';
import { breakDown } from '../measurement/index.js';
import { orderingsOf, verdictsOf, verdictText } from '../paper/index.js';
import type { MeasuredColumn, MeasuredEntry, PaperResult } from '../paper/index.js';
import { version as programVersion } from '../report/index.js';
import { indentedJson, json, written } from '../text/index.js';
import type { Written } from '../text/index.js';

/** The paper's tables on this platform as data. */
export function paperJson(result: PaperResult): Written {
  const entryOf = ({
    name,
    published,
    ms,
    perSecond,
    macs,
    accessBytes,
    fusedBytes,
    expectedMs,
    measurement,
    analysis,
  }: MeasuredEntry): object => ({
    name,
    published,
    ms,
    perSecond,
    [figureNamed('multiply-adds').json]: macs,
    [figureNamed('memory-access').json]: accessBytes,
    [figureNamed('memory-access-fused').json]: fusedBytes,
    [figureNamed('predicted').json]: expectedMs ?? null,
    roundsMs: measurement.roundsMs,
    noise: measurement.noise ?? null,
    breakdown: measurement.kernels.length === 0 ? null : breakDown(analysis.layers, measurement),
  });
  const columnOf = ({ name, entries }: MeasuredColumn): object => ({ name, entries: entries.map(entryOf) });
  const { runtime, version, device, level, threads, machine } = result.networks[0]?.entries[0]?.measurement ?? {};
  const document = {
    kind: 'netstat paper',
    netstat: programVersion,
    platform: { runtime, version, device, level, threads, machine, batch: result.batch },
    tables: result.tables.map(({ number, guideline, title, columns }) => ({
      number,
      guideline,
      title,
      columns: columns.map(columnOf),
    })),
    verdicts: verdictsOf(result).map((verdict) => ({ ...verdict, sentence: verdictText(verdict) })),
    networks: result.networks.map(columnOf),
    orderings: orderingsOf(result),
  };
  return written(json`${indentedJson(document)}\n`);
}
