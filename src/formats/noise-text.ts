import type { MeasurementReport } from '../report/index.js';
import { durationText, ratioText, shareText } from '../text/index.js';

/** How far kernels may be from the latency before that is said. */
const AGREEMENT = 0.1;

/** A sentence on what disturbed the measurement and what that does to its figures; none where nothing did. */
export function noiseWarning({ noise, endToEnd, kernelsMs, threads }: MeasurementReport): readonly string[] {
  if (noise?.busy !== true || endToEnd === null) return [];
  const { waitingShare, otherCores, drift, tooHigh } = noise;
  const facts = [
    ...(waitingShare === null || waitingShare < 0.005
      ? []
      : [`runs waited ${shareText(waitingShare)} of their time for a core`]),
    ...(otherCores === null ? [] : [`other processes used ${ratioText(otherCores)} cores`]),
    ...(Math.abs(drift) < AGREEMENT
      ? []
      : [
          `the second half of the runs was ${shareText(Math.abs(drift))} ` +
            `${drift > 0 ? 'slower' : 'faster'} than the first`,
        ]),
  ];
  const wall =
    threads === 1 && endToEnd.ms < endToEnd.medianMs * (1 - AGREEMENT)
      ? [`the median of wall time is ${durationText(endToEnd.medianMs)}`]
      : [];
  const kernels =
    kernelsMs > endToEnd.ms * (1 + AGREEMENT)
      ? [`the kernels' sum is ${shareText(kernelsMs / endToEnd.ms - 1)} above it`]
      : [];
  const may = tooHigh > 0 ? [`${durationText(endToEnd.ms)} may be ${shareText(tooHigh)} too high`] : [];
  return [`the machine was busy: ${[...facts, ...may, ...wall, ...kernels].join('; ')}`];
}
