/** The domain of onnxruntime-extensions. */
export const contribDomain = 'ai.onnx.contrib';

/** That of its newer operators of images and sound. */
export const extensionsDomain = 'com.microsoft.extensions';

/** The page of its operators, one heading an operator. */
export function extensionsSpec(type: string): string {
  return `https://github.com/microsoft/onnxruntime-extensions/blob/main/docs/custom_ops.md#${type.toLowerCase()}`;
}

/** Why an operator of texts costs nothing. */
export const noArithmetic = 'compares and moves characters or bytes, no arithmetic to speak of';
