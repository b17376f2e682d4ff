import type { Dim } from '../dim/index.js';
import { figureNamed, figures } from '../figures/index.js';
import { isFailed, runFigures, runValue, totalOf } from '../report/index.js';
import type { FailedModel, GenerationRunReport, Report } from '../report/index.js';
import { compareFigure, differenceOf } from './compare-figure.js';
import type { ComparedRun, ComparedScenario, ComparedWeights } from './comparison.js';

/** Named uses of the head beside those of the base. */
export function compareScenarios(base: Report | FailedModel, head: Report): readonly ComparedScenario[] {
  const before = new Map((isFailed(base) ? [] : (base.scenarios ?? [])).map((each) => [each.name, each]));
  return (head.scenarios ?? []).map((after) => {
    const same = before.get(after.name);
    const compared = figures.filter(({ json }) => json in after.totals || (same !== undefined && json in same.totals));
    return {
      name: after.name,
      isNew: same === undefined,
      totals: compared.map((figure) =>
        compareFigure(figure, same === undefined ? undefined : totalOf(same, figure), totalOf(after, figure)),
      ),
    };
  });
}

/** Runs of a model that keeps a state beside the same runs of the base. */
export function compareRuns(base: Report | FailedModel, head: Report): readonly ComparedRun[] {
  const before = isFailed(base) ? [] : (base.generation?.runs ?? []);
  return (head.generation?.runs ?? []).flatMap(({ kind, context, ...run }): ComparedRun[] => {
    const same = before.find((each) => each.kind === kind && each.context === context);
    return same === undefined ? [] : [{ kind, context, figures: figuresOf(same, { kind, context, ...run }) }];
  });
}

function figuresOf(base: GenerationRunReport, head: GenerationRunReport): ComparedRun['figures'] {
  return runFigures.map((figure) => ({
    json: figure.json,
    label: figure.label,
    unit: figure.unit,
    ...differenceOf(figure.unit, runValue(base, figure), runValue(head, figure)),
  }));
}

const scales = figureNamed('scale-bytes');

/** Bytes of the weights by element type, and of their scales, in both models; none without a base or of one type. */
export function compareWeights(base: Report | FailedModel, head: Report): readonly ComparedWeights[] {
  if (isFailed(base)) return [];
  const types = new Set([...base.weights, ...head.weights].map(({ type }) => type));
  // Of one type they are the weight bytes, which the totals hold.
  if (types.size < 2) return [];
  const bytesIn = ({ weights }: Report, type: string): Dim | undefined => {
    const found = weights.find((each) => each.type === type);
    return found === undefined ? 0 : (found.bytes ?? undefined);
  };
  return [
    ...[...types].map((type) => ({ label: type, ...differenceOf('bytes', bytesIn(base, type), bytesIn(head, type)) })),
    {
      label: 'scales',
      ...differenceOf('bytes', totalOf(base, scales), totalOf(head, scales)),
    },
  ];
}
