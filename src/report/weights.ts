import { asTrainedOf, storedWeightsOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { exactText, thingsText } from '../text/index.js';
import type { Report } from './report.js';
import { weightType } from './weight-type.js';

/** The fields of a report about the model's weights. */
export function weightFields(analysis: Analysis): Pick<Report, 'weights' | 'asTrained'> {
  const { types } = storedWeightsOf(analysis);
  const trained = asTrainedOf(analysis);
  const { parameters, lookedUpTables, lookedUpParams, frozenNormalizations, frozenParams } = trained;
  const text = asTrainedText(trained);
  return {
    weights: types.map(({ type, elements, bytes }) => weightType(type, elements, bytes)),
    ...(text === undefined
      ? {}
      : {
          asTrained: {
            foldedNormalizations: trained.foldedNormalizations,
            foldedParams: trained.foldedParams,
            sharedTensors: trained.sharedTensors,
            sharedParams: trained.sharedParams,
            ...(lookedUpTables === 0 ? {} : { lookedUpTables, lookedUpParams }),
            ...(frozenNormalizations === 0 ? {} : { frozenNormalizations, frozenParams }),
            text: `${exactText(parameters)} as trained: ${text}`,
          },
        }),
  };
}

/**
 * The exporter's changes to the params of the trained network, in a sentence; undefined where the file shows nothing of
 * it.
 */
function asTrainedText({
  foldedNormalizations,
  foldedParams,
  sharedTensors,
  sharedParams,
  lookedUpTables,
  lookedUpParams,
  frozenNormalizations,
  frozenParams,
}: ReturnType<typeof asTrainedOf>): string | undefined {
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
    ...(frozenNormalizations === 0
      ? []
      : [
          `${thingsText(frozenNormalizations, 'frozen BatchNormalization')} became products and sums ` +
            `(${exactText(frozenParams)} params that were buffers)`,
        ]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
