import type { ChalkInstance } from 'chalk';
import type { Candidate, LayerExplanation, OperatorExplanation } from '../explanation/index.js';
import { drawRows } from '../formats/index.js';
import type { FindingReport } from '../report/index.js';
import { escapeTerminal, exactText } from '../text/index.js';

/** A layer's figures, from formula to number. Names are made safe for the terminal. */
export function layerText(
  explained: LayerExplanation,
  findings: readonly FindingReport[],
  paint: ChalkInstance,
): string {
  const lines = [
    `${paint.bold(escapeTerminal(explained.label))}  ${paint.cyan(escapeTerminal(explained.op))}${explained.times === '1' ? '' : `  runs ${escapeTerminal(explained.times)} times`}`,
    ...explained.inputs.map((input) => `  in   ${escapeTerminal(input)}`),
    ...explained.outputs.map((output) => `  out  ${escapeTerminal(output)}`),
    '',
    `${paint.bold('params')}  ${escapeTerminal(explained.params)}${explained.buffers === '0' ? '' : `   ${paint.bold('buffers')}  ${escapeTerminal(explained.buffers)}`}`,
  ];
  for (const { figure, steps } of explained.derivations) {
    lines.push(
      '',
      paint.bold(figure),
      ...steps.map((step, index) => `  ${index === 0 && steps.length > 1 ? ' ' : '='} ${escapeTerminal(step)}`),
    );
  }
  lines.push('');
  if (explained.memoryNote !== undefined) lines.push(`memory: ${explained.memoryNote}`);
  else {
    const rows = explained.traffic.map(({ direction, name, type, elements, bytes, partly }) => [
      `  ${direction}`,
      escapeTerminal(name),
      escapeTerminal(type),
      `${escapeTerminal(elements)} elements${partly ? ' (a part)' : ''}`,
      `${escapeTerminal(bytes)} bytes`,
    ]);
    lines.push(
      paint.bold('what it reads and writes, if nothing is cached or fused'),
      ...drawRows(rows, ['left', 'left', 'left', 'right', 'right']),
    );
  }
  if (explained.source !== undefined) lines.push('', paint.dim(`source: ${explained.source}`));
  if (explained.spec !== undefined) lines.push(paint.dim(explained.spec));
  if (findings.length > 0) {
    lines.push(
      '',
      paint.bold('findings'),
      ...findings.map(({ rule, message }) => `  ${rule}: ${escapeTerminal(message)}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** An operator's definitions. */
export function operatorText(explained: readonly OperatorExplanation[], paint: ChalkInstance): string {
  return `${explained
    .map(({ name, category, opsets, inputs, outputs, multiplyAdds, operations, memory, source, spec }) =>
      [
        `${paint.bold(name)}  ${paint.cyan(category)}  opset ${opsets}`,
        `  inputs            ${inputs.join(', ') || 'none'}`,
        `  outputs           ${outputs.join(', ')}`,
        ...(multiplyAdds === undefined ? [] : [`  multiply-adds     ${multiplyAdds}`]),
        `  other operations  ${operations}`,
        `  FLOPs             ${multiplyAdds === undefined ? operations : `2·multiply-adds + other operations`}`,
        `  memory            ${memory}`,
        paint.dim(`  source            ${source}`),
        paint.dim(`  ${spec}`),
      ].join('\n'),
    )
    .join('\n\n')}\n`;
}

/** Whose number it may be: what is exact or rounds to it, else the nearest. `written` is the number as the user wrote it. */
export function numberText(written: string, candidates: readonly Candidate[], paint: ChalkInstance): string {
  const exact = candidates.filter((candidate) => candidate.exact);
  const shown = exact.length > 0 ? exact : candidates.slice(0, 3);
  const number = /^\d+$/u.test(written) ? exactText(Number(written)) : written;
  const head =
    exact.length > 0
      ? `${paint.bold(number)} is`
      : `${paint.bold(number)} is no count that netstat knows of this model; the nearest are`;
  const lines = shown.map(({ whose, what, value, ratio, exact: same }) => {
    const beside = same ? '' : `; yours is ${ratio.toFixed(4)} times that`;
    const count = same && number === exactText(value) ? '' : ` (${exactText(value)}${beside})`;
    return `  ${paint.cyan(whose)}'s ${what}${count}`;
  });
  return `${[head, ...lines, '', 'docs/conventions.md says why tools differ.'].join('\n')}\n`;
}
