import type { Cursor } from './cursor.js';
import { DECODED_ELEMENTS } from './limits.js';
import { tensorProto } from './schema.js';

/** A number or text as a typed field of TensorProto holds it, before the tensor's dtype says what it stands for. */
export type TypedValue = number | bigint | string;

/** The typed data fields (`float_data`, `int32_data`, …) of one TensorProto, kept while they are few. */
export class TypedData {
  /** The values of the fields, in order; undefined once there is more than any decoded tensor needs. */
  values: TypedValue[] | undefined = [];
  /** The value that all of them are, however many; undefined once two differ or some were passed over. */
  only: TypedValue | undefined;
  /** How many values were looked at. */
  length = 0;
  /** How long the strings are together. */
  stringBytes = 0;
  readonly #cursor: Cursor;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** Reads a field if it is one of typed data; whether it was. */
  read(tag: number, end: number): boolean {
    const cursor = this.#cursor;
    switch (tag) {
      case tensorProto.floatData:
        this.#keep(cursor.float());
        return true;
      case tensorProto.floatDataPacked:
        this.#readPacked(end, () => cursor.float());
        return true;
      case tensorProto.int32Data:
        this.#keep(cursor.int32());
        return true;
      case tensorProto.int32DataPacked:
        this.#readPacked(end, () => cursor.int32());
        return true;
      case tensorProto.int64Data:
        this.#keep(cursor.varint());
        return true;
      case tensorProto.int64DataPacked:
        this.#readPacked(end, () => cursor.varint());
        return true;
      case tensorProto.uint64Data:
        this.#keep(cursor.unsigned());
        return true;
      case tensorProto.uint64DataPacked:
        this.#readPacked(end, () => cursor.unsigned());
        return true;
      case tensorProto.doubleData:
        this.#keep(cursor.double());
        return true;
      case tensorProto.doubleDataPacked:
        this.#readPacked(end, () => cursor.double());
        return true;
      case tensorProto.stringData: {
        const fieldEnd = cursor.fieldEnd(end);
        this.stringBytes += fieldEnd - cursor.position;
        const text = cursor.shortText(fieldEnd);
        if (text === undefined) this.values = undefined;
        else this.#keep(text);
        return true;
      }
      default:
        return false;
    }
  }

  #keep(value: TypedValue): void {
    this.only = this.length === 0 || this.only === value ? value : undefined;
    this.length += 1;
    if (this.values === undefined) return;
    if (this.values.length < DECODED_ELEMENTS) this.values.push(value);
    else this.values = undefined;
  }

  #readPacked(end: number, next: () => TypedValue): void {
    const cursor = this.#cursor;
    const fieldEnd = cursor.fieldEnd(end);
    if (cursor.atGap) {
      this.values = undefined;
      this.only = undefined;
      this.length += 1;
    }
    while ((this.values !== undefined || this.only !== undefined) && cursor.more(fieldEnd)) this.#keep(next());
    cursor.seek(fieldEnd);
  }
}
