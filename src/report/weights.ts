import { asTrainedOf, storedWeightsOf } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { bytesText, exactText, thingsText } from '../text/index.js';
import { countOf } from './count.js';
import type { ModelReport } from './report-json.js';

/** The published fields of a model's weights. */
export function weightFields(analysis: Analysis): Pick<ModelReport, 'weights' | 'asTrained'> {
  const { types } = storedWeightsOf(analysis);
  const { params, foldedNormalizations, foldedParams, sharedTensors, sharedParams } = asTrainedOf(analysis);
  const text = asTrainedText(analysis);
  return {
    weights: types.map(({ type, params, bytes }) => ({ type, params: countOf(params), bytes: countOf(bytes) })),
    ...(text === undefined
      ? {}
      : {
          asTrained: {
            foldedNormalizations,
            foldedParams: countOf(foldedParams),
            sharedTensors,
            sharedParams: countOf(sharedParams),
            text: `${exactText(params)} as trained: ${text}`,
          },
        }),
  };
}

/** What the exporter did to the params of the trained network, in a sentence; undefined where the file shows nothing of it. */
export function asTrainedText(analysis: Analysis): string | undefined {
  const { foldedNormalizations, foldedParams, sharedTensors, sharedParams } = asTrainedOf(analysis);
  const parts = [
    ...(foldedNormalizations === 0
      ? []
      : [
          `the exporter folded ${thingsText(foldedNormalizations, 'BatchNormalization')} into convolutions (${exactText(foldedParams)} params)`,
        ]),
    ...(sharedTensors === 0
      ? []
      : [
          `${sharedTensors === 1 ? '1 parameter shares' : `${exactText(sharedTensors)} parameters share`} the tensor of an equal one (${exactText(sharedParams)} params)`,
        ]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** The bytes of the weights by what they are, and in which files, where there is more to say than one number. */
export function weightBytesTexts(analysis: Analysis): readonly string[] {
  const { types, scaleBytes, bufferBytes, externalBytes } = storedWeightsOf(analysis);
  const parts = [
    ...types.filter(({ bytes }) => bytes !== 0).map(({ type, bytes }) => `${type} ${bytesText(bytes)}`),
    ...(scaleBytes === 0 ? [] : [`scales ${bytesText(scaleBytes)}`]),
    ...(bufferBytes === 0 ? [] : [`buffers ${bytesText(bufferBytes)}`]),
  ];
  return [
    ...(parts.length > 1 ? parts : []),
    ...(externalBytes === 0 ? [] : [`${bytesText(externalBytes)} in other files`]),
  ];
}
