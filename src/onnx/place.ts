import { Cursor } from './cursor.js';
import { type Message, modelMessage } from './messages.js';
import type { Skeleton } from './skeleton.js';
import { WireError } from './wire-error.js';

/**
 * The path of the innermost message around a position in the file, such as `graph.node[12].attribute[0]`; empty in the
 * model itself. Found by going down from the top again, so that reading need not keep track.
 */
export function pathTo(skeleton: Skeleton, position: number): string {
  const cursor = new Cursor(skeleton);
  const path: string[] = [];
  try {
    for (let inside: Inside | undefined = { message: modelMessage, end: Infinity }; inside !== undefined;) {
      inside = goInto(cursor, inside, position, path);
    }
  } catch (error) {
    // What made the reading fail is met again; the path ends there.
    if (!(error instanceof WireError)) throw error;
  }
  return path.join('.');
}

interface Inside {
  readonly message: Message;
  readonly end: number;
}

/** The message in this one that holds the position, its name added to the path. */
function goInto(cursor: Cursor, { message, end }: Inside, position: number, path: string[]): Inside | undefined {
  const counts = new Map<number, number>();
  const last = Math.min(end, cursor.size);
  for (let tag = cursor.next(last); tag !== 0; tag = cursor.next(last)) {
    const field = message.fields.get(tag);
    if (field === undefined) {
      cursor.skip(tag, Infinity);
      continue;
    }
    const index = counts.get(tag) ?? 0;
    counts.set(tag, index + 1);
    const fieldEnd = cursor.fieldEnd(Infinity);
    if (position < fieldEnd) {
      path.push(field.repeated ? `${field.name}[${index}]` : field.name);
      return { message: field.message, end: fieldEnd };
    }
    cursor.seek(fieldEnd);
  }
  return undefined;
}
