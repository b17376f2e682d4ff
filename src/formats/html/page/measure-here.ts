import type { ModelReport } from '../../../report/index.js';
import { waitingMs } from '../../../measurement/index.js';
import { documentHead, toSharedJson } from '../../../report/index.js';
import { durationText, ratioText, shareText } from '../../../text/index.js';
import { noiseWarning } from '../../noise-text.js';
import { measuringFolder, pageDevices } from '../measuring-messages.js';
import type { Measured, PageDevice } from '../measuring-messages.js';
import { button, element } from './dom.js';
import { keepParts, namesOf, PartsMissing } from './measuring-parts.js';
import { runMeasuring } from './measuring-run.js';
import type { Step } from './measuring-run.js';
import { lastPart, nameText } from './names.js';
import { reachedText } from './reached-text.js';
import { restored } from './quantities.js';
import { saveFile } from './save-file.js';
import { keepWeights, keptWeights, missWeights } from './weight-files.js';
import { messageOf } from '../../../ir/index.js';

/** Options of a panel that measures a model. */
export interface MeasureHereOptions {
  /** The name of the model in reports. */
  readonly path: string;
  /** The model's file, where the page has it; else the person is asked for it. */
  readonly file: Blob | undefined;
  /** The values of open dimensions as they are now. */
  readonly dims: () => ReadonlyMap<string, number>;
  /**
   * Puts a measured report on the page; gives the report that is shown then, or throws where it is of another model.
   */
  readonly show: (measured: ModelReport) => Promise<ModelReport>;
}

/** A panel that measures a model. */
export interface MeasureHere {
  readonly panel: HTMLElement;
  /** Measures the model among these files; others beside it are its weights. */
  take(files: readonly File[]): void;
}

const deviceNames: Readonly<Record<PageDevice, string>> = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

const steps: Readonly<Record<Step, string>> = {
  runtime: 'Loading onnxruntime-web',
  load: 'Loading the model',
  run: 'Measuring',
  calibrate: 'Measuring what the device can do',
};

/** The most that each device does with so many threads, where it was measured: all models have the same. */
const rooflines = new Map<string, Measured['roofline']>();

/** Ends the measurement that goes on; two at a time would slow each other down. */
let stopOther: (() => void) | undefined;

/** A panel with which a person measures the model in this browser, and the figures of that. */
export function measureHere({ path, file, dims, show }: MeasureHereOptions): MeasureHere {
  let model = file;
  let running: AbortController | undefined;
  let last: Measured['measurement'] | undefined;
  const device = element(
    'select',
    {},
    ...pageDevices.map((name) => element('option', { value: name }, deviceNames[name])),
  );
  const threads = threadsField();
  const start = button(
    { class: 'measure-start' },
    () => (model === undefined ? choose.click() : void run()),
    'Measure here',
  );
  const choose = element('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'aria-label': 'The model to measure',
  });
  choose.addEventListener('change', () => {
    take([...(choose.files ?? [])]);
    choose.value = '';
  });
  const controls = element(
    'div',
    { class: 'measure-controls' },
    start,
    element('label', {}, 'on ', device),
    ...(threads === undefined ? [] : [element('label', {}, 'threads ', threads)]),
    choose,
  );
  const about = element(
    'p',
    { class: 'measure-about' },
    file === undefined
      ? `Runs the model in this browser: choose ${nameText(lastPart(path))}, with files of weights beside it, ` +
          'or drop them on the page. Nothing leaves this machine.'
      : 'Runs the model in this browser with onnxruntime-web. Nothing leaves this machine.',
  );
  const bar = element('progress', { max: 1, 'aria-label': 'Progress of the measurement' });
  const doing = element('span', { role: 'status' });
  const share = element('span', { class: 'count', 'aria-hidden': 'true' });
  const progress = element(
    'div',
    { class: 'measure-progress', hidden: true },
    bar,
    doing,
    share,
    button({ class: 'measure-stop' }, () => running?.abort(), 'Stop'),
  );
  const outcome = element('div', { class: 'measure-outcome', 'aria-live': 'polite' });
  const panel = element(
    'section',
    { class: 'notice quiet measure', 'aria-label': 'Measure here' },
    controls,
    about,
    progress,
    outcome,
  );

  const take = (files: readonly File[]): void => {
    model = keepWeights(files)[0] ?? model;
    void run();
  };
  /** Measures the model or, where that is done, what the device can do at most. */
  const run = async (measurement?: Measured['measurement']): Promise<void> => {
    if (model === undefined) return;
    stopOther?.();
    const control = new AbortController();
    running = control;
    stopOther = () => control.abort();
    const chosen = pageDevices.find((name) => name === (measurement?.device ?? device.value)) ?? 'wasm';
    const count = measurement?.threads ?? Number(threads?.value ?? 1);
    const key = `${chosen} ${count}`;
    setRunning(true);
    if (measurement === undefined) outcome.replaceChildren();
    try {
      const measured = await runMeasuring(
        {
          device: chosen,
          threads: count,
          file: model,
          name: path,
          dims: dims(),
          weights: keptWeights(),
          roofline: rooflines.get(key),
          measurement,
        },
        control.signal,
        showStep,
      );
      last = measured.measurement;
      rooflines.set(key, measured.roofline);
      missWeights(measured.zeros);
      outcome.replaceChildren(...describeOutcome(await show(measured.report), measured, path), ...roofButton(measured));
      start.textContent = 'Measure again';
    } catch (error) {
      if (!control.signal.aborted) outcome.replaceChildren(...adviceOn(error, chosen));
    } finally {
      if (running === control) running = undefined;
      setRunning(false);
    }
  };
  const roofButton = ({ roofline }: Measured): readonly Node[] =>
    roofline === undefined
      ? [
          button({ class: 'open-button' }, () => void run(last), 'Measure the roof'),
          element(
            'p',
            { class: 'measure-about' },
            'Some seconds more: what this device computes and moves at most, for the roofline and the bound of ' +
              'each kernel.',
          ),
        ]
      : [];
  const setRunning = (isRunning: boolean): void => {
    progress.hidden = !isRunning;
    start.disabled = isRunning;
    device.disabled = isRunning;
    if (threads !== undefined) threads.disabled = isRunning;
  };
  const showStep = (step: Step, done: number | undefined): void => {
    // A live region is read out whenever it changes: the step, not each percent.
    if (doing.textContent !== steps[step]) doing.textContent = steps[step];
    share.textContent = done === undefined ? '' : shareText(done);
    if (done === undefined) bar.removeAttribute('value');
    else bar.value = done;
  };
  const adviceOn = (error: unknown, on: PageDevice): readonly Node[] => {
    if (!(error instanceof PartsMissing)) {
      const message = messageOf(error);
      return [element('p', { class: 'problem name', role: 'alert' }, nameText(message))];
    }
    const parts = element('input', { type: 'file', multiple: true, 'aria-label': 'The files for measuring' });
    const [script, binary] = namesOf(on);
    const missing = element(
      'p',
      { role: 'alert' },
      `What measures is not beside this page. Choose ${script} and ${binary} of the folder ${measuringFolder} that ` +
        'npm run site makes:',
    );
    parts.addEventListener('change', () => {
      const left = keepParts(parts.files ?? [], on);
      if (left.length === 0) void run();
      else missing.textContent = `Choose ${left.join(' and ')} as well:`;
    });
    return [missing, parts];
  };
  return { panel, take };
}

/** A choice of threads; undefined where the browser gives one only, as to a page that is not isolated from others. */
function threadsField(): HTMLSelectElement | undefined {
  const most = navigator.hardwareConcurrency;
  if (!globalThis.crossOriginIsolated || most < 2) return undefined;
  const counts = [1, 2, 4, 8, 16].filter((count) => count <= most);
  return element('select', {}, ...counts.map((count) => element('option', { value: count }, String(count))));
}

/** The result of a measurement, and its report to be saved. */
function describeOutcome(report: ModelReport, { zeros }: Measured, path: string): readonly Node[] {
  const { measurement } = report;
  if (measurement === undefined) return [];
  const { endToEnd, start, kernelsMs, device } = measurement;
  const betweenMs = waitingMs(measurement);
  const sentences = [
    start === undefined
      ? undefined
      : `Once, before: ${durationText(start.loadMs)} to load the model, ${durationText(start.firstRunMs)} for its ` +
        `first run${device === 'webgpu' ? ', in which shaders are compiled' : ''}.`,
    betweenMs === undefined ? undefined : `Between kernels: ${durationText(betweenMs)}, submission and waiting.`,
  ];
  return [
    element(
      'p',
      {},
      element('strong', {}, `${durationText(endToEnd?.ms ?? kernelsMs)} end to end. `),
      sentences.filter((sentence) => sentence !== undefined).join(' '),
    ),
    ...noiseWarning(measurement).map((text) =>
      element('p', { class: 'measure-noise' }, `${text.charAt(0).toUpperCase()}${text.slice(1)}.`),
    ),
    ...(zeros.length === 0
      ? []
      : [
          element(
            'p',
            { class: 'measure-zeros' },
            `Zeros stood for the weights in ${zeros.map((each) => nameText(each)).join(', ')}. To measure with ` +
              `them, drop ${zeros.length === 1 ? 'that file' : 'those files'} along with the model.`,
          ),
        ]),
    ...roofSentence(report),
    button({ class: 'open-button' }, () => saveReport(report, path), 'Save the report'),
  ];
}

/** How far the model is from what the device does at most. */
function roofSentence({ roofline, measurement }: ModelReport): readonly Node[] {
  if (roofline === undefined || measurement === undefined) return [];
  const bounded = measurement.kernels.filter(({ bound }) => bound !== undefined && bound !== null);
  const leastMs = bounded.reduce((sum, { bound }) => sum + (bound?.ms ?? 0), 0);
  const ms = bounded.reduce((sum, kernel) => sum + kernel.ms, 0);
  return [
    element(
      'p',
      {},
      `At most ${ratioText(roofline.flopsPerSecond / 1e9)} GFLOP/s and ` +
        `${ratioText(roofline.bytesPerSecond / 1e9)} GB/s here.${reachedText(ms, leastMs)}`,
    ),
  ];
}

/** Saves a report as `netstat measure --format json` writes it. */
function saveReport(report: ModelReport, path: string): void {
  const text = `${JSON.stringify({ ...documentHead, models: [toSharedJson(restored(report))] })}\n`;
  const name = lastPart(path).replace(/\.onnx$/u, '');
  saveFile(`${name}.${report.measurement?.device ?? 'measured'}.json`, new Blob([text], { type: 'application/json' }));
}
