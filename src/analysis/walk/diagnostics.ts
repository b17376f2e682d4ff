import type { LayerDiagnostic } from '../analysis.js';
import type { Draft } from './draft.js';

/** Diagnostics of one kind that are kept; a file of 2 KB can earn a hundred thousand. */
const MOST_DIAGNOSTICS = 1000;

/** The diagnostics of a model, each with its layer; where there are too many of a kind, the first ones. */
export function diagnosticsOf(draft: Draft): readonly LayerDiagnostic[] {
  return limitDiagnostics(withLayers(draft));
}

/** The diagnostics; where there are too many of a kind, the first ones and how many more there are. */
function limitDiagnostics(diagnostics: readonly LayerDiagnostic[]): readonly LayerDiagnostic[] {
  if (diagnostics.length <= MOST_DIAGNOSTICS) return diagnostics;
  const counts = new Map<string, number>();
  const kept = diagnostics.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_DIAGNOSTICS;
  });
  const left = [...counts].filter(([, count]) => count > MOST_DIAGNOSTICS);
  return [
    ...kept,
    ...left.map(([kind, count]): LayerDiagnostic => ({
      code: 'limit-reached',
      severity: 'info',
      message: `${count - MOST_DIAGNOSTICS} more of the kind ${kind} are left out`,
    })),
  ];
}

/** The diagnostics; those about a node before it became a layer get that layer. */
function withLayers({ diagnostics, layers }: Draft): readonly LayerDiagnostic[] {
  if (diagnostics.every(({ layer, origin }) => layer !== undefined || origin === undefined)) return diagnostics;
  const byOrigin = new Map(layers.map(({ node, index }) => [node.origin, index]));
  return diagnostics.map((diagnostic) => {
    const layer = diagnostic.layer ?? byOrigin.get(diagnostic.origin ?? '');
    return layer === undefined ? diagnostic : { ...diagnostic, layer };
  });
}
