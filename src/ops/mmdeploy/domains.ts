import type { Operator } from '../language/define.js';

/** The domains under which MMDeploy, and MMCV before it, write their operators. */
const domains = ['mmdeploy', 'mmcv'] as const;

/** An operator in both domains. */
export function inMmdeploy(operator: Operator): readonly Operator[] {
  return domains.map((domain) => ({ ...operator, domain }));
}

/** Where MMDeploy describes its operators. */
export const mmdeploySpec = (page: 'onnxruntime' | 'tensorrt' | 'ncnn'): string =>
  `https://mmdeploy.readthedocs.io/en/latest/06-custom-ops/${page}.html`;
