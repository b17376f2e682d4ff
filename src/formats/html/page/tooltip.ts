import { element } from './dom.js';
import type { Child } from './dom.js';

let tooltip: HTMLElement | undefined;

/** Shows a note at the pointer. What it says must also stand where a screen reader finds it. */
export function showTooltip(
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
  ...content: readonly Child[]
): void {
  if (tooltip === undefined) {
    tooltip = element('div', { class: 'tooltip', 'aria-hidden': 'true' });
    document.body.append(tooltip);
  }
  tooltip.replaceChildren(
    ...content
      .filter((child) => child !== undefined && child !== false)
      .map((child) => (typeof child === 'number' ? String(child) : child)),
  );
  tooltip.hidden = false;
  const { offsetWidth, offsetHeight } = tooltip;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = clientX + 16 + offsetWidth > clientWidth ? Math.max(8, clientX - offsetWidth - 12) : clientX + 16;
  const top = clientY + 16 + offsetHeight > clientHeight ? Math.max(8, clientY - offsetHeight - 12) : clientY + 16;
  tooltip.style.transform = `translate(${left}px, ${top}px)`;
}

/** Hides the tooltip. */
export function hideTooltip(): void {
  if (tooltip !== undefined) tooltip.hidden = true;
}

/** Lines of a tooltip: a heading and what is said of it. */
export function tooltipLines(heading: string, lines: readonly (readonly [string, string])[]): readonly HTMLElement[] {
  return [
    element('strong', {}, heading),
    ...lines.map(([name, value]) =>
      element('span', { class: 'tooltip-line' }, element('span', {}, name), element('span', {}, value)),
    ),
  ];
}
