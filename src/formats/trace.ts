import type { Dim } from '../dim/index.js';
import { print } from '../dim/index.js';
import { figureNamed, figures } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { isFailed, isRunning, oneRunOf } from '../report/index.js';
import type { FailedModel, KernelReport, MeasurementReport, Report, ReportLayer } from '../report/index.js';
import { json, written } from '../text/index.js';
import type { Written } from '../text/index.js';
import { defineFormat, textSession } from './define.js';
import { kernelValue } from './measured-cells.js';

/** How long a layer is drawn of a model that was not measured, in microseconds: nothing is known of its time. */
const UNMEASURED_US = 1;

/** An event of the Trace Event Format, which Perfetto and chrome://tracing show. */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'C' | 'M';
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Kernels end to end in the order of their layers, with what they compute and cost, and a counter of the activations
 * that are alive.
 */
export default defineFormat({
  name: 'trace',
  extension: 'trace.json',
  summary: 'A timeline for Perfetto (ui.perfetto.dev) and chrome://tracing.',
  start: () => {
    let models = 0;
    // Models are processes of the timeline, in their order.
    const print = (report: Report | FailedModel): Written => {
      models += 1;
      const items = eventsOf(report).map((event) => ({ ...event, pid: models }));
      return written(json.join(items, ',\n'));
    };
    return textSession(print, {
      first: written(json`{"displayTimeUnit":"ns","traceEvents":[\n`),
      between: written(json`,\n`),
      last: written(json`\n]}\n`),
    });
  },
});

function eventsOf(report: Report | FailedModel): readonly TraceEvent[] {
  const name = (text: string): TraceEvent => ({ name: 'process_name', ph: 'M', tid: 0, ts: 0, args: { name: text } });
  if (isFailed(report)) return [name(`${report.model.path}: ${report.error.message}`)];
  const { measurement } = report;
  const events: TraceEvent[] = [name(report.model.path)];
  let ts = 0;
  const slices = measurement === undefined ? layerSlices(report) : kernelSlices(report, measurement);
  for (const { label, layers, us, category, args } of slices) {
    const alive = mostAlive(layers);
    if (alive !== undefined) events.push({ name: 'live activations', ph: 'C', tid: 0, ts, args: { bytes: alive } });
    events.push({ name: label, ph: 'X', cat: category, tid: 1, ts, dur: us, args });
    ts += us;
  }
  return events;
}

interface Slice {
  readonly label: string;
  readonly layers: readonly ReportLayer[];
  readonly us: number;
  readonly category: string;
  readonly args: TraceEvent['args'];
}

function kernelSlices({ layers: all }: Report, { kernels }: MeasurementReport): readonly Slice[] {
  const firstOf = ({ layers }: KernelReport): number => Math.min(Infinity, ...layers);
  return kernels
    .toSorted((a, b) => firstOf(a) - firstOf(b))
    .map((kernel): Slice => {
      const { purpose, calls, p90Ms } = kernel;
      const layers = kernel.layers.flatMap((index) => all[index] ?? []);
      const [main] = layers;
      return {
        label: main?.label ?? kernel.name,
        layers,
        us: kernel.ms * 1000,
        category: main?.category ?? 'overhead',
        args: {
          kernel: kernel.name,
          ...(purpose !== null && { purpose }),
          layers: layers.map(({ label }) => label),
          ...work((figure) => kernelValue(kernel, figure) ?? null),
          calls,
          p90Ms,
        },
      };
    });
}

function layerSlices({ layers }: Report): readonly Slice[] {
  return layers
    .filter((layer) => isRunning(layer) && layer.times !== 0)
    .map((layer): Slice => ({
      label: layer.label,
      layers: [layer],
      us: UNMEASURED_US,
      category: layer.category,
      args: {
        op: layer.op,
        measured: false,
        ...work((figure) => plain(oneRunOf(layer, figure))),
      },
    }));
}

/** The figures that kernels have, by their names in JSON. */
function work(valueOf: (figure: Figure) => number | string | null): Slice['args'] {
  return Object.fromEntries(
    figures.flatMap((figure) => (figure.ofKernel === undefined ? [] : [[figure.json, valueOf(figure)]])),
  );
}

/** A number, the text of a formula, or null for what is not known. */
function plain(dim: Dim | undefined): number | string | null {
  if (dim === undefined) return null;
  return typeof dim === 'object' ? print(dim) : Number(dim);
}

/** The most bytes of activations that are alive while one of the layers runs; undefined where that is not known. */
function mostAlive(layers: readonly ReportLayer[]): number | undefined {
  const alive = layers
    .map((layer) => plain(oneRunOf(layer, figureNamed('peak-activations'))))
    .filter((bytes) => typeof bytes === 'number');
  return alive.length === 0 ? undefined : Math.max(...alive);
}
