import type { NamedValue, ValueType } from '../../../report/index.js';
import { escapeTerminal } from '../../../text/index.js';

/** A name from the file for people: characters that are not seen or turn the direction of text are written out. */
export function nameText(name: string): string {
  return escapeTerminal(name);
}

/** A heading: a name for people that begins with a capital, `Peak activations`. */
export function capital(text: string): string {
  const shown = nameText(text);
  return shown.charAt(0).toUpperCase() + shown.slice(1);
}

/** The last part of a path for people, or all of it where there is one part. */
export function lastPart(path: string): string {
  const parts = path.split(/[/\\]/u).filter((part) => part !== '');
  return nameText(parts.at(-1) ?? path);
}

/** The end of a layer's label that its modules do not say already. */
export function ownName(label: string): string {
  const part = label.replace(/\/+$/u, '').split('/').at(-1);
  return part === undefined || part === '' ? label : part;
}

/** The shape of a tensor, or what another value holds. */
export function shapeOf(value: ValueType | null | undefined): string {
  if (value === null || value === undefined) return '?';
  if ('type' in value) return `${value.type} of ${shapeOf(value.element)}`;
  if (value.shape === null) return '?';
  return value.shape.length === 0 ? 'scalar' : value.shape.map((dim) => nameText(String(dim))).join('×');
}

/** The element type of a tensor; of another value that of what it holds. */
export function dtypeOf(value: ValueType | null | undefined): string {
  if (value === null || value === undefined) return '?';
  return 'type' in value ? dtypeOf(value.element) : (value.dtype ?? '?');
}

/** The first output of a layer, and how many there are besides. */
export function mainOutput(outputs: readonly (NamedValue | null)[]): {
  readonly value: NamedValue | undefined;
  readonly more: number;
} {
  const present = outputs.filter((output) => output !== null);
  return { value: present[0], more: Math.max(0, present.length - 1) };
}
