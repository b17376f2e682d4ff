import type { Reading } from './reading.js';
import { operatorSetIdProto, stringStringEntryProto } from './schema.js';

/** The default domain, which files spell '' or `ai.onnx`. */
export const DEFAULT_DOMAIN = 'ai.onnx';

/** The domain that a file means. */
export function spelledOut(domain: string): string {
  return domain === '' ? DEFAULT_DOMAIN : domain;
}

/**
 * Reads a StringStringEntryProto into `entries`. One whose value is too long to be a name or a number (vocabularies,
 * embedded files) is left out.
 */
export function readEntry({ cursor }: Reading, end: number, entries: Map<string, string>): void {
  let key = '';
  let value: string | undefined = '';
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case stringStringEntryProto.key:
        key = cursor.text(end);
        break;
      case stringStringEntryProto.value:
        value = cursor.shortText(cursor.fieldEnd(end));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  if (value !== undefined) entries.set(key, value);
}

/**
 * Reads an OperatorSetIdProto into `opsets`; of several for one domain the highest counts (onnx.proto,
 * ModelProto.opset_import).
 */
export function readOpset({ cursor }: Reading, end: number, opsets: Map<string, number>): void {
  let domain = '';
  let version = 0;
  for (let tag = cursor.next(end); tag !== 0; tag = cursor.next(end)) {
    switch (tag) {
      case operatorSetIdProto.domain:
        domain = cursor.text(end);
        break;
      case operatorSetIdProto.version:
        version = Number(cursor.varint());
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  const name = spelledOut(domain);
  opsets.set(name, Math.max(version, opsets.get(name) ?? 0));
}
