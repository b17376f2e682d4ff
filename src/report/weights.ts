import { asTrainedOf, storedWeightsOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { exactText, thingsText } from '../text/index.js';
import type { Report } from './report.js';

/** The fields of a report about the model's weights. */
export function weightFields(analysis: Analysis): Pick<Report, 'weights' | 'asTrained'> {
  const { types } = storedWeightsOf(analysis);
  const {
    params,
    foldedNormalizations,
    foldedParams,
    sharedTensors,
    sharedParams,
    lookedUpTables,
    lookedUpParams,
    ...frozen
  } = asTrainedOf(analysis);
  const text = asTrainedText(analysis);
  return {
    weights: types.map(({ type, params, bytes }) => ({ type, params: params ?? null, bytes: bytes ?? null })),
    ...(text === undefined
      ? {}
      : {
          asTrained: {
            foldedNormalizations,
            foldedParams: foldedParams ?? null,
            sharedTensors,
            sharedParams: sharedParams ?? null,
            ...(lookedUpTables === 0 ? {} : { lookedUpTables, lookedUpParams: lookedUpParams ?? null }),
            ...(frozen.frozenNormalizations === 0 ? {} : frozen),
            text: `${exactText(params)} as trained: ${text}`,
          },
        }),
  };
}

/**
 * The exporter's changes to the params of the trained network, in a sentence; undefined where the file shows nothing of
 * it.
 */
function asTrainedText(analysis: Analysis): string | undefined {
  const { foldedNormalizations, foldedParams, sharedTensors, sharedParams, lookedUpTables, lookedUpParams, ...frozen } =
    asTrainedOf(analysis);
  const parts = [
    ...(foldedNormalizations === 0
      ? []
      : [
          `the exporter folded ${thingsText(foldedNormalizations, 'BatchNormalization')} into ` +
            `convolutions (${exactText(foldedParams)} params)`,
        ]),
    ...(sharedTensors === 0
      ? []
      : [
          `${sharedTensors === 1 ? '1 parameter shares' : `${exactText(sharedTensors)} parameters share`} ` +
            `the tensor of an equal one (${exactText(sharedParams)} params)`,
        ]),
    ...(lookedUpTables === 0
      ? []
      : [
          `biases by relative position were looked up for each pair of places in ` +
            `${thingsText(lookedUpTables, 'table')} (${exactText(lookedUpParams)} params more)`,
        ]),
    ...(frozen.frozenNormalizations === 0
      ? []
      : [
          `${thingsText(frozen.frozenNormalizations, 'frozen BatchNormalization')} became products and sums ` +
            `(${exactText(frozen.frozenParams)} params that were buffers)`,
        ]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
