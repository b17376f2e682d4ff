import { median, quantile } from '../measurement/index.js';
import { fitNonNegative } from './least-squares.js';
import type { Platform, SweptNetwork } from './platform.js';

/** The time of a run besides its kernels, and the noise of the sweep. */
export interface SessionFit {
  readonly session: Platform['session'];
  readonly noise: number;
}

/**
 * Inputs and outputs of a network like those in use. Chains of separate operators have many more, which take their own
 * time.
 */
const FEW_VALUES = 4;

/**
 * The sum of a network's kernels ÷ its time without profiling, above which the two do not tell what a run takes besides
 * its kernels. Far above the bar of `isDisturbed`: in small networks profiling alone adds more than that.
 */
const TOO_DISTURBED = 2;

/**
 * Sets the runs without profiling beside the sums of kernels: quiet = s·kernels − p·(number of kernels) + v·(number of
 * inputs and outputs) + i·(input bytes) + o·(output bytes). Noise only ever adds time, so that a network whose runs
 * were quicker than its kernels say had its kernels measured in a noisy phase.
 */
export function fitSession(networks: readonly SweptNetwork[]): SessionFit {
  const whole = networks.filter(
    (network): network is SweptNetwork & { quietMs: number } =>
      network.quietMs !== null && network.values <= FEW_VALUES && network.kernelsMs <= TOO_DISTURBED * network.quietMs,
  );
  if (whole.length < 5) {
    return {
      session: { profilingMs: 0, valueMs: 0, inputMsPerByte: 0, outputMsPerByte: 0 },
      noise: 0.05,
    };
  }
  const coefficients = fitNonNegative(
    whole.map(({ kernels, kernelsMs, quietMs, values, inputBytes, outputBytes }) => ({
      terms: [kernelsMs, -kernels, values, inputBytes / 1e6, outputBytes / 1e6],
      value: quietMs,
      deviation: 0.05 * quietMs + 0.01,
    })),
    5,
  );
  const [scale = 1, profilingMs = 0, valueMs = 0, inputMs = 0, outputMs = 0] = coefficients;
  const quieted = whole.map(({ kernels, kernelsMs, quietMs, values, inputBytes, outputBytes }) => {
    const outside = valueMs * values + (inputMs * inputBytes) / 1e6 + (outputMs * outputBytes) / 1e6;
    return (quietMs - outside + profilingMs * kernels) / (scale * kernelsMs);
  });
  const misses = quieted.map((factor) => Math.log(Math.max(factor, 1e-3)));
  const noise = (quantile(misses, 0.84) - quantile(misses, 0.16)) / 2 / Math.SQRT2;
  return {
    session: {
      profilingMs: digits(profilingMs),
      valueMs: digits(valueMs),
      inputMsPerByte: digits(inputMs / 1e6),
      outputMsPerByte: digits(outputMs / 1e6),
    },
    noise: digits(Number.isFinite(noise) ? noise : median(misses)),
  };
}

/** The time of changes of layout, from the kernels without layers in each network. */
export function fitLayout(networks: readonly SweptNetwork[]): Platform['layout'] {
  const [changeMs = 0, intoMs = 0, outOfMs = 0] = fitNonNegative(
    networks.map(({ layoutChanges: { count, intoBytes, outOfBytes }, overheadMs }) => ({
      terms: [count, intoBytes / 1e6, outOfBytes / 1e6],
      value: overheadMs,
      deviation: 0.3 * overheadMs + 0.02,
    })),
    3,
  );
  return { changeMs: digits(changeMs), intoMsPerByte: digits(intoMs / 1e6), outOfMsPerByte: digits(outOfMs / 1e6) };
}

function digits(value: number): number {
  return Number(value.toPrecision(5));
}
