import type { Analysis } from '../analysis.js';
import { steeringInputs } from '../walk/steering.js';

/**
 * The input of one truth value that decides between the branches of a model, such as `use_cache_branch` of a merged
 * decoder; undefined where none does, or several inputs do.
 */
export function branchSwitchOf({ layers, regions, inputs, diagnostics }: Analysis): string | undefined {
  const names = new Set<string>();
  for (const { code, layer: index } of diagnostics) {
    const layer = code === 'value-open' && index !== undefined ? layers[index] : undefined;
    if (layer?.category !== 'control-flow') continue;
    for (const { name } of steeringInputs({ layers, regions }, layer.inputs)) names.add(name);
  }
  const [name, ...others] = names;
  const type = inputs.find((input) => input.name === name)?.type;
  return others.length === 0 && type?.kind === 'tensor' && type.dtype === 'bool' ? name : undefined;
}
